"""API tokens of an organisation: scoped, shown once, kept as SHA-256, revoked at once (R21)."""

from __future__ import annotations

from collections.abc import Iterable

from temoin.accounts.actor import Actor
from temoin.accounts.models import ApiToken, User
from temoin.accounts.roles import TokenScope
from temoin.accounts.sessions import TOUCH_MS, hash_token
from temoin.adapters import clock
from temoin.core.errors import Forbidden, NotFound, Unauthenticated

PREFIX = "tmn_"  # lets secret scanners recognise a leaked token


def make_token(
    actor: Actor, organisation_id: int, name: str, scopes: Iterable[TokenScope], now: int
) -> str:
    """A new token in clear: it cannot be shown again.

    Raises Forbidden for a scope beyond the actor's own rights (V14).
    """
    wanted = sorted(set(scopes))
    for scope in wanted:
        if actor.roles[organisation_id] < scope.role:
            raise Forbidden("a token cannot do more than the person who makes it")
    token = PREFIX + clock.new_token()
    ApiToken.create(
        organisation=organisation_id,
        name=name,
        token_hash=hash_token(token),
        scopes=" ".join(wanted),
        created_by=actor.user_id,
        created_at=now,
    )
    return token


def tokens_of(organisation_id: int) -> list[ApiToken]:
    """Live tokens of an organisation with their makers, the newest first."""
    live = (ApiToken.organisation == organisation_id) & ApiToken.revoked_at.is_null()
    joined = ApiToken.select(ApiToken, User).left_outer_join(User).where(live)
    return list(joined.order_by(ApiToken.id.desc()))


def revoke_token(organisation_id: int, token_id: int, now: int) -> None:
    """Stop a token from working. Raises NotFound for another organisation's."""
    mine = (ApiToken.id == token_id) & (ApiToken.organisation == organisation_id)
    live = mine & ApiToken.revoked_at.is_null()
    if not ApiToken.update(revoked_at=now).where(live).execute():
        raise NotFound("there is no such token")


def revoke_tokens_by(user_id: int, now: int, organisation_id: int | None = None) -> int:
    """Revoke what a user made, who may have kept a copy (V14); gives how many."""
    made = (ApiToken.created_by == user_id) & ApiToken.revoked_at.is_null()
    if organisation_id is not None:
        made &= ApiToken.organisation == organisation_id
    revoked: int = ApiToken.update(revoked_at=now).where(made).execute()
    return revoked


def count_tokens_by(user_id: int) -> int:
    """How many live tokens a user made."""
    made = (ApiToken.created_by == user_id) & ApiToken.revoked_at.is_null()
    number: int = ApiToken.select().where(made).count()
    return number


def actor_of_token(token: str, now: int) -> Actor:
    """What a bearer token may do. Raises Unauthenticated for one that is unknown or revoked."""
    found: ApiToken | None = None
    if token.startswith(PREFIX):
        live = (ApiToken.token_hash == hash_token(token)) & ApiToken.revoked_at.is_null()
        found = ApiToken.get_or_none(live)
    if found is None:
        raise Unauthenticated("this token is unknown or was revoked")
    if now - (found.last_used_at or 0) > TOUCH_MS:
        ApiToken.update(last_used_at=now).where(ApiToken.id == found.id).execute()
    scopes = frozenset(TokenScope(name) for name in found.scopes.split())
    role = max(scope.role for scope in scopes)
    return Actor({found.organisation_id: role}, scopes=scopes)
