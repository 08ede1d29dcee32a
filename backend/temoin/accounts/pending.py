"""Between the right password and the code: a token of ten minutes that opens nothing else."""

from __future__ import annotations

from temoin.accounts.models import PendingSignIn, User
from temoin.accounts.sessions import hash_token
from temoin.adapters import clock

PENDING_MS = 10 * 60_000


def start(user: User, target: str, now: int) -> str:
    """The token for the cookie. Those that ran out are removed."""
    token = clock.new_token()
    PendingSignIn.delete().where(PendingSignIn.expires_at <= now).execute()
    PendingSignIn.create(
        token_hash=hash_token(token), user=user, target=target, expires_at=now + PENDING_MS
    )
    return token


def find(token: str, now: int) -> PendingSignIn | None:
    """Who is signing in with this token, with their user."""
    live = (PendingSignIn.token_hash == hash_token(token)) & (PendingSignIn.expires_at > now)
    joined = PendingSignIn.select(PendingSignIn, User).join(User)
    found: PendingSignIn | None = joined.where(live).first()
    return found
