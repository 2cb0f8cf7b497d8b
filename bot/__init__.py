"""Everything that talks with people: handlers, views, storage, the sandbox."""
