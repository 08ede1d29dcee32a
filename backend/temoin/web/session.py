"""Cookies of signing in: random tokens, unreadable for scripts, bound to this host (R23)."""

from __future__ import annotations

from enum import Enum

from flask import request
from werkzeug.wrappers import Response

from temoin.settings import Settings


class Cookie(Enum):
    """A cookie's name over TLS, and without.

    `__Host-` forbids other hosts and paths to plant the cookie; browsers take it on TLS only.
    """

    SESSION = ("__Host-temoin", "temoin_session")
    PENDING = ("__Host-temoin-pending", "temoin_pending")

    def name_on(self, settings: Settings) -> str:
        """The name on this installation."""
        return self.value[0 if settings.is_https else 1]


def read_token(settings: Settings, cookie: Cookie = Cookie.SESSION) -> str | None:
    """The token that the browser sent, if it has the length of one."""
    token = request.cookies.get(cookie.name_on(settings), "")
    return token if 32 <= len(token) <= 64 else None


def give_token(
    reply: Response,
    settings: Settings,
    token: str,
    max_age_s: int,
    cookie: Cookie = Cookie.SESSION,
) -> None:
    """Let the browser keep the token for so many seconds."""
    reply.set_cookie(
        cookie.name_on(settings),
        token,
        max_age=max_age_s,
        path="/",
        secure=settings.is_https,
        httponly=True,
        samesite="Lax",
    )


def take_token(reply: Response, settings: Settings, cookie: Cookie = Cookie.SESSION) -> None:
    """Let the browser forget it."""
    reply.delete_cookie(
        cookie.name_on(settings), path="/", secure=settings.is_https, httponly=True, samesite="Lax"
    )
