"""Study hours."""
