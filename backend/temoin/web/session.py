"""The session cookie: a random token, unreadable for scripts, bound to this host (R23)."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from temoin.settings import Settings


def cookie_name(settings: Settings) -> str:
    """`__Host-` forbids other hosts and paths to plant the cookie; browsers take it on TLS only."""
    return "__Host-temoin" if settings.is_https else "temoin_session"


def read_token(settings: Settings) -> str | None:
    """The token that the browser sent, if it has the length of one."""
    token = request.cookies.get(cookie_name(settings), "")
    return token if 32 <= len(token) <= 64 else None


def give_token(reply: Response, settings: Settings, token: str, max_age_s: int) -> None:
    """Let the browser keep the token for so many seconds."""
    reply.set_cookie(
        cookie_name(settings),
        token,
        max_age=max_age_s,
        path="/",
        secure=settings.is_https,
        httponly=True,
        samesite="Lax",
    )


def take_token(reply: Response, settings: Settings) -> None:
    """Let the browser forget it."""
    reply.delete_cookie(
        cookie_name(settings), path="/", secure=settings.is_https, httponly=True, samesite="Lax"
    )
