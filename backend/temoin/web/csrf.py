"""Requests forged by other sites (V9): where a request came from, and a token in every form.

The token is an HMAC over the session, so nothing more is stored and it ends with the session.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, request
from markupsafe import Markup

from temoin.core.errors import Forbidden

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask, current_token: Callable[[], str]) -> None:
    """Give templates `csrf_field()` for forms and `csrf_token()` for scripts that fetch."""

    def csrf_field() -> Markup:
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, current_token())

    app.jinja_env.globals["csrf_field"] = csrf_field
    app.jinja_env.globals["csrf_token"] = current_token


def token_for(secret: bytes, session_hash: bytes) -> str:
    """The token of a session."""
    return hmac.digest(secret, session_hash, "sha256").hex()


def refuse_other_sites(base_url: str) -> None:
    """Raises Forbidden when a browser says that another site made it send this request.

    A request with neither header comes from no browser of this decade: those send `Origin` with
    every cross-origin POST (Fetch standard), so scripts of the owner's keep working.
    """
    origin = request.headers.get("Origin")
    if origin is not None:
        is_ours = origin == _origin(base_url) or urlsplit(origin).netloc == request.host
        if not is_ours:
            raise Forbidden("this request came from another site")
    elif request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise Forbidden("this request came from another site")


def check_token(expected: str) -> None:
    """Raises Forbidden unless the form field or the header carries the session's token."""
    sent = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not hmac.compare_digest(sent.encode("utf-8", "replace"), expected.encode()):
        raise Forbidden("this form is out of date: load the page again, then send it")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
