"""Results into text and keyboards."""
