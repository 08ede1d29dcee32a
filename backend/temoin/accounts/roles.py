"""Roles of members and scopes of API tokens."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Role(IntEnum):
    """What a member may do; each role includes those below it."""

    VIEWER = 1  # sees sites, numbers and records
    EDITOR = 2  # edits and publishes sites
    ADMIN = 3  # makes and removes sites, members, tokens
    OWNER = 4  # also changes other owners and the organisation itself

    @classmethod
    def named(cls, name: str) -> Role:
        """The role of a lower-case name. Raises KeyError for an unknown one."""
        return cls[name.upper()]

    @property
    def label(self) -> str:
        """Lower-case name, as stored."""
        return self.name.lower()


ROLE_NAMES = tuple(role.label for role in Role)


class TokenScope(StrEnum):
    """What an API token may do."""

    SITES_READ = "sites:read"
    SITES_WRITE = "sites:write"
    CONSENTS_READ = "consents:read"
    STATS_READ = "stats:read"

    @property
    def role(self) -> Role:
        """The lowest role of a member who may do the same in the dashboard."""
        return Role.ADMIN if self is TokenScope.SITES_WRITE else Role.VIEWER


SCOPE_NAMES = tuple(scope.value for scope in TokenScope)
