"""Numbered scripts; this file makes the wheel carry them."""
