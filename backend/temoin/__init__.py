"""Temoin: consent that can be proven, measurement that was allowed."""

__version__ = "0.1.0"
