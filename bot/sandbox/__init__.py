"""A local Bot API server and a phone-like page, for trying the bot out and for its tests. Loopback only."""
