"""Organisation, account and site of the demo, made once and found again afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from temoin.accounts.models import Organisation
from temoin.accounts.roles import Role
from temoin.accounts.service import add_user, user_of
from temoin.accounts.setup import default_organisation
from temoin.adapters import clock
from temoin.demo.history import add_history
from temoin.settings import Settings
from temoin.sites.document import load_document
from temoin.sites.models import Site, SnippetLoad
from temoin.sites.service import add_site, draft_of, publish, save_draft
from temoin.store.base import database

EMAIL = "demo@temoin.example"
ORGANISATION = "Demo (sample data)"
SITE = "Demo shop (sample data)"
PASSWORD_FILE = "password.txt"  # noqa: S105 - a name of a file


@dataclass(frozen=True, slots=True)
class Scene:
    """What a person needs to look around."""

    email: str
    password: str
    site_key: str


def prepare_scene(settings: Settings, port: int) -> Scene:
    """Make what is missing; the site answers on this port from now on."""
    password = _password(settings.data_dir)
    with database.atomic():
        organisation = default_organisation(ORGANISATION)
        if user_of(EMAIL) is None:
            add_user(organisation, EMAIL, Role.OWNER, password)
        site = Site.get_or_none(Site.organisation == organisation.id)
        if site is None:
            site = add_site(organisation, SITE, domains_of(port), "en")
        _set_up(site, port)
    if not SnippetLoad.select().where(SnippetLoad.site == site.id).exists():
        add_history(settings.database, site.id, site.key, clock.now_ms())
    return Scene(EMAIL, password, site.key)


def demo_site() -> Site | None:
    """The site of the demo page."""
    organisation = Organisation.get_or_none(Organisation.name == ORGANISATION)
    found: Site | None = (
        Site.select().where(Site.organisation == organisation).order_by(Site.id).first()
        if organisation
        else None
    )
    return found


def domains_of(port: int) -> list[str]:
    """The two names under which the machine knows itself."""
    return [f"127.0.0.1:{port}", f"localhost:{port}"]


def _set_up(site: Site, port: int) -> None:
    """The banner is counted; the demo may have been started on another port before."""
    raw = draft_of(site).raw
    missing = [domain for domain in domains_of(port) if domain not in raw["domains"]]
    if missing or not raw["counting"]:
        changed = {
            **raw,
            "domains": [*raw["domains"], *missing],
            "counting": True,
            "controller": {"name": raw["name"], "contact": ""},
        }
        save_draft(site, load_document(changed))
        publish(site)


def _password(folder: Path) -> str:
    """A password of this installation's own, kept in the clear so that it can be shown again."""
    path = folder / PASSWORD_FILE
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(clock.new_token()[:16], encoding="ascii")
    return path.read_text(encoding="ascii")
