"""What features share of the web: bodies, errors, origins, sessions, limits."""
