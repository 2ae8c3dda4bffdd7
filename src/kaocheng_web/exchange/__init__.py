"""Data in bulk: projects, indicators and library entries in, what a person may see out."""
