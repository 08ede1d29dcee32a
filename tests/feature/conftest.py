"""The service in the test's own process: settings, services, Flask client, one site."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.accounts.models import Organisation
from temoin.adapters.clock import now_ms
from temoin.app import create_app, create_services
from temoin.settings import Settings
from temoin.sites.document import load_document
from temoin.sites.models import Site
from temoin.sites.service import add_site, draft_of, publish, save_draft
from temoin.web.services import Services

DOMAIN = "shop.example"
ORIGIN = f"https://{DOMAIN}"
BLOG = "https://blog.example"  # the other domain of a site that shares its choice
ALL = ("preferences", "statistics", "marketing", "media")


class Clock:
    """A clock that tests move; it starts at the real time."""

    def __init__(self) -> None:
        self.offset_ms = 0

    def __call__(self) -> int:
        """The time now, moved."""
        return now_ms() + self.offset_ms

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.offset_ms += int(seconds * 1000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path / "data",
        database_url=database_url,
        base_url="http://consent.example",
        secret_key="a secret for tests, forty characters long",
    )


@pytest.fixture
def services(settings: Settings, clock: Clock) -> Iterator[Services]:
    made = create_services(settings)
    made.now_ms = clock
    with made.database.connection_context():
        yield made
    made.writer.close()
    close_all = getattr(made.database, "close_all", made.database.close)
    close_all()


@pytest.fixture
def app(services: Services) -> Flask:
    made = create_app(services=services)
    made.config["TESTING"] = True
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def organisation(services: Services) -> Organisation:
    made: Organisation = Organisation.create(name="Our shop", created_at=now_ms())
    return made


@pytest.fixture
def site(organisation: Organisation) -> Site:
    return add_site(organisation, "Shop", [DOMAIN])


@pytest.fixture
def recipients(site: Site) -> Site:
    """The site with two recipients of marketing, published as its second revision."""
    raw = draft_of(site).raw
    (marketing,) = (one for one in raw["purposes"] if one["key"] == "marketing")
    marketing["vendors"] = [{"key": "ads", "name": "Ads"}, {"key": "more-ads", "name": "More Ads"}]
    save_draft(site, load_document(raw))
    publish(site)
    return site


@pytest.fixture
def sharing(site: Site) -> Site:
    """The site as a group of two domains, published as its second revision."""
    raw = {**draft_of(site).raw, "domains": [DOMAIN, "blog.example"], "shared_choice": True}
    save_draft(site, load_document(raw))
    publish(site)
    return site


@pytest.fixture
def choice(site: Site) -> Callable[..., dict[str, Any]]:
    """Makes the body of a decision; what is passed replaces a field."""

    def make(**changed: Any) -> dict[str, Any]:
        body: dict[str, Any] = {
            "site": site.key,
            "key": str(uuid.uuid4()),
            "action": "accept",
            "purposes": dict.fromkeys(ALL, True),
            "revision": 1,
            "lang": "fr",
            "source": "banner",
            "page": f"{ORIGIN}/article?id=1#top",
        }
        return {**body, **changed}

    return make


@pytest.fixture
def page_view(site: Site) -> Callable[..., dict[str, Any]]:
    """Makes the body of a page view; what is passed replaces a field."""

    def make(**changed: Any) -> dict[str, Any]:
        body = {
            "site": site.key,
            "key": str(uuid.uuid4()),
            "name": "pageview",
            "url": f"{ORIGIN}/article?id=1",
        }
        return {**body, **changed}

    return make


@pytest.fixture
def showing(site: Site) -> Callable[..., dict[str, Any]]:
    """Makes the body of a showing of the banner; what is passed replaces a field."""

    def make(**changed: Any) -> dict[str, Any]:
        body = {
            "site": site.key,
            "revision": 1,
            "what": "shown",
            "layout": "narrow",
            "page": f"{ORIGIN}/article?id=1",
        }
        return {**body, **changed}

    return make
