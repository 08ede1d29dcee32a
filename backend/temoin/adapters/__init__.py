"""The outside world behind tiny functions: the clock, randomness, geography."""
