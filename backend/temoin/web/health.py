"""What machines ask: `/healthz` (alive), `/readyz` (can work), `/metrics`, GPC support, no icon."""

from __future__ import annotations

from flask import Flask, Response, jsonify
from peewee import DatabaseError, InterfaceError

from temoin.web.services import Services

# When what the signal does here last changed (w3c/gpc, section 4); the WordPress plugin agrees.
GPC_SINCE = "2026-11-24"


def install(app: Flask, services: Services) -> None:
    """Add the routes."""

    @app.get("/healthz")
    def healthz() -> Response:
        return _plain("ok\n")

    @app.get("/readyz")
    def readyz() -> Response:
        if services.is_stopping:
            return _plain("stopping\n", 503)
        try:
            services.database.execute_sql("select 1 from site limit 1")
        except (DatabaseError, InterfaceError):
            return _plain("the database does not answer\n", 503)
        return _plain("ready\n")

    @app.get("/favicon.ico")
    def favicon() -> Response:
        # Browsers ask when they show a script or JSON by itself; pages name their own icon.
        return Response(status=204)

    @app.get("/.well-known/gpc.json")
    def gpc() -> Response:
        reply = jsonify(gpc=True, lastUpdate=GPC_SINCE)
        reply.headers["Cache-Control"] = "public, max-age=86400"
        return reply

    @app.get("/metrics")
    def metrics() -> Response:
        reply = Response(services.metrics.text(), mimetype="text/plain")
        reply.headers["Cache-Control"] = "no-store"
        return reply


def _plain(text: str, status: int = 200) -> Response:
    reply = Response(text, status, mimetype="text/plain")
    reply.headers["Cache-Control"] = "no-store"
    return reply
