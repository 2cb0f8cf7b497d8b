"""Quiz evenings: teams in a group answer ten questions together."""
