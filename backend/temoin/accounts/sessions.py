"""Signed-in browsers: random tokens kept as SHA-256, ended by time, by their user, or at once."""

from __future__ import annotations

import hashlib

from peewee import Expression

from temoin.accounts.models import PendingSignIn, Session, User
from temoin.adapters import clock
from temoin.core.errors import NotFound
from temoin.core.period import DAY_MS
from temoin.core.useragent import classify

IDLE_MS = DAY_MS // 2
ABSOLUTE_MS = 14 * DAY_MS
TOUCH_MS = 60_000  # "last seen" is written at most once a minute


def start(user: User, now: int, user_agent: str) -> str:
    """A new session; gives the token for the cookie. Sessions that ran out are removed."""
    token = clock.new_token()
    Session.delete().where(_is_over(now)).execute()
    Session.create(
        token_hash=hash_token(token),
        user=user,
        device=_device(user_agent),
        created_at=now,
        seen_at=now,
        expires_at=now + ABSOLUTE_MS,
    )
    return token


def find(token: str, now: int) -> Session | None:
    """The live session of a token, with its user."""
    session: Session | None = (
        Session.select(Session, User)
        .join(User)
        .where((Session.token_hash == hash_token(token)) & ~_is_over(now))
        .first()
    )
    if session is not None and now - session.seen_at > TOUCH_MS:
        Session.update(seen_at=now).where(Session.id == session.id).execute()
    return session


def of_user(user_id: int, now: int) -> list[Session]:
    """A user's live sessions, the one used last first."""
    mine = Session.select().where((Session.user == user_id) & ~_is_over(now))
    return list(mine.order_by(Session.seen_at.desc(), Session.id.desc()))


def end(user_id: int, session_id: int) -> None:
    """End one session of this user. Raises NotFound for somebody else's."""
    mine = (Session.id == session_id) & (Session.user == user_id)
    if not Session.delete().where(mine).execute():
        raise NotFound("there is no such session")


def end_all(user_id: int, except_id: int | None = None) -> None:
    """End all sessions of a user at once, or all but one (V14); who is signing in starts again."""
    PendingSignIn.delete().where(PendingSignIn.user == user_id).execute()
    mine = Session.user == user_id
    if except_id is not None:
        mine &= Session.id != except_id
    Session.delete().where(mine).execute()


def hash_token(token: str) -> bytes:
    """What is kept of a random token: fast hashing is enough for 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _is_over(now: int) -> Expression:
    return (Session.expires_at <= now) | (Session.seen_at <= now - IDLE_MS)


def _device(user_agent: str) -> str:
    """Which browser it was, so that its user recognises it: `Firefox, Linux`."""
    seen = classify(user_agent)
    return f"{seen.browser}, {seen.system}"[:80]
