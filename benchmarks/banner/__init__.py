"""Banners side by side in one browser: bytes, script time, first sight, click to paint."""
