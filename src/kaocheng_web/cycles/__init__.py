"""The year: its stages with their windows, and the scheme of the jurisdiction."""
