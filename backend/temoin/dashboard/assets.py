"""Style sheets, scripts and pictures of the pages, cacheable for ever under a content hash."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, send_from_directory
from werkzeug.security import safe_join

from temoin.accounts.access import public
from temoin.banner.composing import built
from temoin.core.errors import NotFound

STATIC = Path(__file__).parent / "static"
FOR_EVER_S = 31_536_000
SNIPPET_PARTS = ("temoin.js", "panel.js")


def install(app: Flask, routes: Blueprint) -> None:
    """Give templates `asset('base.css')` and serve `/static/…`."""
    app.jinja_env.globals["asset"] = asset

    @routes.get("/static/<path:name>")
    @public
    def static_file(name: str) -> Response:
        return send_from_directory(STATIC, name, max_age=FOR_EVER_S)

    @routes.get("/static/snippet/<name>")
    @public
    def snippet_part(name: str) -> Response:
        """The built snippet without a site's configuration, for the preview."""
        if name not in SNIPPET_PARTS:
            raise NotFound("there is no such file")
        reply = Response(built(name), mimetype="text/javascript")
        reply.headers["Cache-Control"] = f"public, max-age={FOR_EVER_S}"
        return reply


def asset(name: str) -> str:
    """The address of a file, changed whenever its content changes."""
    return f"/static/{name}?v={_version(name)}"


@cache
def _version(name: str) -> str:
    if name.startswith("snippet/"):
        return hashlib.sha256(built(name.removeprefix("snippet/"))).hexdigest()[:12]
    path = safe_join(str(STATIC), name)
    if path is None or not Path(path).is_file():
        return "missing"
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]
