"""The public pages: no login."""
