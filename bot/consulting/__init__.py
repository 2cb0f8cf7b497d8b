"""「请教书记」: what members pass on, who has to act on it, and what has to be told."""
