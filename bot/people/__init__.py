"""Who is who: branches, members, their roles, and how they come in."""
