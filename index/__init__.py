"""Articles to answers: embedding, searchable snapshots, ranking, quoting, refusing."""
