"""`/verify`: checking a receipt in one's own browser, and the program that does it without one."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, Response, render_template

from temoin.accounts.access import public
from temoin.ledger import standalone


def add_pages(app: Flask) -> None:
    """Add both."""
    routes = Blueprint("verifying", __name__, template_folder="templates")

    @routes.get("/verify")
    @public
    def page() -> str:
        return render_template("ledger/verify.html")

    @routes.get("/verify.py")
    @public
    def program() -> Response:
        """The verifier as one file."""
        return Response(Path(standalone.__file__).read_bytes(), mimetype="text/x-python")

    app.register_blueprint(routes)
