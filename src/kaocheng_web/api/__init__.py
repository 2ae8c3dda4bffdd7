"""REST API v1 for other systems: its own schemas, tokens with scopes, the same error codes as the pages."""
