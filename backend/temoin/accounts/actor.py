"""Who is asking: a signed-in user or an API token, with what they may do where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from temoin.accounts.models import Membership, User
from temoin.accounts.roles import Role, TokenScope


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller of a tenant-scoped query.

    `roles` maps organisation ids to the caller's role there: nothing outside them exists for the
    caller. `scopes` limits a token; None means no limit (a user in the dashboard or CLI).
    """

    roles: Mapping[int, Role]
    user_id: int | None = None
    scopes: frozenset[TokenScope] | None = field(default=None)

    def has_scope(self, scope: TokenScope) -> bool:
        """Whether a token may do this; users always may."""
        return self.scopes is None or scope in self.scopes


def actor_of(user: User) -> Actor:
    """A user with their roles as they are now, so that a change of role works at once."""
    memberships = Membership.select().where(Membership.user == user.id)
    roles = {member.organisation_id: Role.named(member.role) for member in memberships}
    return Actor(roles, user_id=user.id)
