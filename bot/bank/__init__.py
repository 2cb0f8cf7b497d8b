"""The question bank: every question the documents in force give by rule, kept while their articles stay the same."""
