"""What goes out: the rate limits, and who goes first."""
