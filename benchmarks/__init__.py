"""Measurements beside nginx and bare prototypes: `python -m benchmarks --help`."""
