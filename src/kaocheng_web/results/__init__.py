"""Use of results: what the score means for the next budget."""
