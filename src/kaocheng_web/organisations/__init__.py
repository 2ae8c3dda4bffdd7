"""The tree of offices, and who holds which role where."""
