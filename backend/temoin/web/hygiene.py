"""Around every Flask request: a database connection, and headers that keep pages safe."""

from __future__ import annotations

from flask import Flask, Response, request
from peewee import InterfaceError, OperationalError

from temoin.core.errors import Unavailable
from temoin.web.services import Services

# No inline script or style anywhere, nothing from other hosts, no framing (R23, ASVS 3.4).
PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# Alive is alive, whatever the database does (R4).
WITHOUT_DATABASE = frozenset({"/healthz", "/metrics", "/favicon.ico", "/.well-known/gpc.json"})
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def install(app: Flask, services: Services) -> None:
    """Add the hooks to the application."""

    @app.before_request
    def connect() -> None:
        if request.path in WITHOUT_DATABASE:
            return
        try:
            services.database.connect(reuse_if_open=True)
        except (OperationalError, InterfaceError) as error:
            raise Unavailable(f"the database does not answer: {error}") from error

    @app.teardown_request
    def disconnect(_: BaseException | None) -> None:
        if not services.database.is_closed() and not app.config.get("TESTING"):
            services.database.close()

    @app.after_request
    def add_headers(reply: Response) -> Response:
        if request.path.startswith("/t/"):
            return reply
        for name, value in SAFE_HEADERS.items():
            reply.headers.setdefault(name, value)
        if reply.mimetype == "text/html":
            reply.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
            reply.headers.setdefault("Cache-Control", "no-store")
        if services.settings.is_https:
            reply.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return reply
