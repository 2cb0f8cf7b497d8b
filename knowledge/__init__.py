"""Documents to articles: reading, parsing and checking rule texts. Pure: no Telegram, no database, no vectors."""
