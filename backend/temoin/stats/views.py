"""What the statistics add to the application."""

from __future__ import annotations

from flask import Flask

from temoin.stats.api import routes


def register(app: Flask, services: object, sites: object) -> None:
    """Add the API's routes."""
    del services, sites
    app.register_blueprint(routes)
