"""The upkeep of the knowledge base from a chat: files received, checked, published, taken back."""
