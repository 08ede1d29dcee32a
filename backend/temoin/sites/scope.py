"""The one place where sites are looked up for somebody: what is not theirs does not exist (R20)."""

from __future__ import annotations

from peewee import ModelSelect

from temoin.accounts.actor import Actor
from temoin.accounts.models import Organisation
from temoin.accounts.roles import Role
from temoin.core.errors import Forbidden, NotFound
from temoin.sites.models import Site


def sites_of(actor: Actor, at_least: Role = Role.VIEWER) -> ModelSelect[Site]:
    """Sites on which the actor has at least this role, by name."""
    organisations = [number for number, role in actor.roles.items() if role >= at_least]
    return (
        Site.select(Site, Organisation)
        .join(Organisation)
        .where(Site.organisation.in_(organisations))
        .order_by(Site.name, Site.id)
    )


def site_of(actor: Actor, key: str, at_least: Role = Role.VIEWER) -> Site:
    """The site of this key.

    Raises NotFound when it is not in the actor's organisations (whether or not it exists), and
    Forbidden when it is, but the role is too low.
    """
    # What is no key is not asked for: PostgreSQL fails on a NUL, which a URL may carry.
    is_key = key.isascii() and key.isalnum()
    site: Site | None = sites_of(actor).where(Site.key == key).first() if is_key else None
    if site is None:
        raise NotFound("there is no such site")
    if actor.roles[site.organisation_id] < at_least:
        raise Forbidden(f"this needs the role {at_least.label} or higher")
    return site
