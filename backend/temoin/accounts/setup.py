"""The one-time link by which the first account is made."""

from __future__ import annotations

from temoin.accounts.models import Organisation, User
from temoin.accounts.service import new_link
from temoin.adapters import clock
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
    found: Organisation | None = (
        Organisation.get_or_none(Organisation.name == name)
        if name
        else Organisation.select().order_by(Organisation.id).first()
    )
    if found is not None:
        return found
    made: Organisation = Organisation.create(
        name=name or "My organisation", created_at=clock.now_ms()
    )
    return made
