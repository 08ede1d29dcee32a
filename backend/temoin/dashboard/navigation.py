"""What every page's head knows: who is signed in, and where one can go."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request
from peewee import PeeweeException

from temoin.accounts.access import current_actor, current_user
from temoin.accounts.models import User
from temoin.accounts.roles import Role
from temoin.sites.models import Site
from temoin.web.wording import t


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a navigation list."""

    href: str
    label: str
    is_current: bool


def install(app: Flask) -> None:
    """Give templates `reader()`, `site_links(site)` and `may_edit(site)`."""
    app.jinja_env.globals["reader"] = reader
    app.jinja_env.globals["site_links"] = site_links
    app.jinja_env.globals["may_edit"] = may_edit


def reader() -> User | None:
    """The signed-in user; None also while the database does not answer, for the error page."""
    try:
        return current_user()
    except PeeweeException:
        return None


def site_links(site: Site) -> list[Link]:
    """The pages of a site that the reader may open."""
    shown = ["", "records", "revisions", "results", "register", "install"]
    edited = ["edit", "purposes", "notices", "experiment", "publish"] if may_edit(site) else []
    names = [*shown, *edited]
    return [
        Link(
            href := f"/sites/{site.key}/{name}",
            t(f"nav.site.{name or 'overview'}"),
            request.path == href or (name != "" and request.path.startswith(f"{href}/")),
        )
        for name in names
    ]


def may_edit(site: Site) -> bool:
    """Whether the reader may change and publish this site."""
    return current_actor().roles[site.organisation_id] >= Role.EDITOR
