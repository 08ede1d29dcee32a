"""What the server runs for a demo: the whole service, and the demo page."""

from __future__ import annotations

from temoin.app import create_app
from temoin.demo.pages import add_demo
from temoin.front import Front, settled


def create() -> Front:
    """The application with `/demo/`, which no other installation has."""
    app = create_app()
    add_demo(app)
    return settled(app)
