"""A card a day on a duty or a right: which, when, and how it is remembered."""
