"""What the knowledge base could not answer, and what administrators answer instead."""
