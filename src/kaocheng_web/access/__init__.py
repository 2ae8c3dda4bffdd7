"""Who sees and does what: decided here and nowhere else, by organisation, role and state."""
