"""What the sites feature adds to the application."""

from __future__ import annotations

from flask import Flask

from temoin.accounts.access import SITE_FINDER
from temoin.sites import api
from temoin.sites.scope import site_of
from temoin.web.services import Services


def register(app: Flask, _services: Services, _sites: object) -> None:
    """Add the API, and let `<key>` in a URL become a site of whoever asks."""
    app.extensions[SITE_FINDER] = site_of
    app.register_blueprint(api.routes)
