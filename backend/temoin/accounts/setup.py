"""The one-time link by which the first account is made."""

from __future__ import annotations

from temoin.accounts.models import Organisation, User
from temoin.accounts.service import new_link
from temoin.adapters import clock
from temoin.core.errors import Conflict
from temoin.settings import Settings
from temoin.store.base import database


def setup_link(settings: Settings) -> str | None:
    """A fresh link when there is no account yet, else None. Only its hash is kept (V12)."""
    with database.connection_context():
        if User.select().exists():
            return None
        return f"{settings.base_url}/setup/{new_link(None, clock.now_ms())}"


def default_organisation(name: str | None = None) -> Organisation:
    """The organisation of this name, made when missing; without a name the first one there is.

    An installation with a single owner never needs to think of organisations.
    """
    found = find_organisation(name)
    if found is not None:
        return found
    made: Organisation = Organisation.create(
        name=name or "My organisation", created_at=clock.now_ms()
    )
    return made


def find_organisation(name: str | None) -> Organisation | None:
    """The organisation of this name, without a name the first one, None when there is none.

    Raises Conflict when two have this name: then it is not clear which one is meant.
    """
    if not name:
        first: Organisation | None = Organisation.select().order_by(Organisation.id).first()
        return first
    named = list(Organisation.select().where(Organisation.name == name).limit(2))
    if len(named) > 1:
        raise Conflict(f"there are two organisations called {name}: rename one of them")
    return named[0] if named else None
