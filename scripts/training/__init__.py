"""Fitting what the search has learnt: the adapter, the weights of its ranking, and its confidence."""
