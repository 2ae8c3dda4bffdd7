"""People, how they sign in, and when their session ends."""
