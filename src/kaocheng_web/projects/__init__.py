"""Projects, and each project's year."""
