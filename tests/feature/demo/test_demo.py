"""`temoin demo`: ready at once, the same each time, and nothing of it in other installations."""

from __future__ import annotations

import os

import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.accounts.models import User
from temoin.accounts.passwords import weakness_of
from temoin.app import create_app
from temoin.consent.models import ConsentRecord
from temoin.core.period import DAY_MS
from temoin.demo import history
from temoin.demo.command import _isolate
from temoin.demo.pages import add_demo
from temoin.demo.scene import Scene, prepare_scene
from temoin.ingest.models import Event
from temoin.sites.models import Site
from temoin.sites.service import has_unpublished_changes
from temoin.stats.period import last_days
from temoin.stats.queries import Choices, choices_by_day, loads_by_day, unanswered
from temoin.web.services import Services
from tests.feature.people import PAGE, sign_in

NOW = 20_000 * DAY_MS + DAY_MS // 2


@pytest.fixture
def scene(services: Services, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(history, "DAYS", 2)  # enough to see that there is one
    return prepare_scene(services.settings, 8400)


@pytest.fixture
def visitor(services: Services, scene: Scene) -> FlaskClient:
    app = create_app(services=services)
    app.config["TESTING"] = True
    add_demo(app)
    return app.test_client()


def test_a_second_start_finds_what_the_first_one_made(scene: Scene, services: Services) -> None:
    """Also on another port: the site then answers on both."""
    counts = [table.select().count() for table in (User, Site, ConsentRecord, Event)]
    assert prepare_scene(services.settings, 8500) == scene
    assert [table.select().count() for table in (User, Site, ConsentRecord, Event)] == counts
    site = Site.get(Site.key == scene.site_key)
    assert '"localhost:8400","localhost:8500"' in site.draft
    assert not has_unpublished_changes(site)


def test_the_password_shown_opens_the_dashboard(visitor: FlaskClient, scene: Scene) -> None:
    """V12: it is this installation's own, and only its owner reads the file."""
    assert weakness_of(scene.password, scene.email, "http://localhost:8400", []) is None
    assert sign_in(visitor, scene.email, scene.password).status_code in (302, 303)
    page = visitor.get("/", headers=PAGE).text
    assert "sample data made up by the program" in page


def test_the_password_file_is_private(scene: Scene, services: Services) -> None:
    assert (services.settings.data_dir / "password.txt").stat().st_mode & 0o777 == 0o600


def test_sample_history_is_plausible_the_same_each_time_and_marked(
    services: Services, site: Site
) -> None:
    """Every record names a host that no site can have, so nobody takes it for a proof."""
    history.add_history(services.settings.database, site.id, site.key, NOW)
    period = last_days(history.DAYS, NOW)
    choices = choices_by_day(site.id, period)
    total = sum(choices.values(), Choices())
    assert min(day.asked for day in choices.values()) > 20
    assert 0.45 < (total.rate("given") or 0) < 0.6
    assert 0 < total.withdrawn < total.asked / 20
    assert (unanswered(loads_by_day(site.id, period).values(), choices.values()) or 0) > 0
    assert not ConsentRecord.select().where(~ConsentRecord.page.startswith(history.ORIGIN)).exists()
    assert not ConsentRecord.select().where(ConsentRecord.at >= NOW).exists()
    assert not Event.select().where(Event.at >= NOW).exists()
    assert history.sample(site.id, NOW) == history.sample(site.id, NOW)


def test_no_country_without_the_purpose(services: Services, site: Site) -> None:
    """Even sample data keeps the rules."""
    history.add_history(services.settings.database, site.id, site.key, NOW)
    without = ~ConsentRecord.granted.contains("statistics") & ConsentRecord.country.is_null(False)
    assert not ConsentRecord.select().where(without).exists()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_carries_the_snippet_and_held_tags_of_another_name(
    visitor: FlaskClient, scene: Scene, language: str
) -> None:
    headers = {"Accept-Language": language, "Host": "127.0.0.1:8400"}
    page = visitor.get("/demo/", headers=headers).text
    assert f'<html lang="{language}">' in page
    assert f"/t/{scene.site_key}.js?l={language}" in page
    for held in (
        '<script type="text/plain" data-temoin="marketing" src="http://localhost',
        '<script type="text/plain" data-temoin="statistics">',
        'data-temoin="media" data-src="http://localhost',
        'data-temoin="marketing" data-src="http://localhost',
    ):
        assert held in page
    assert page.count('src="http://localhost') == 3


def test_the_tags_answer_other_sites(visitor: FlaskClient) -> None:
    for name, kind in (
        ("ads.js", "text/javascript"),
        ("pixel.gif", "image/gif"),
        ("video", "text/html"),
    ):
        reply = visitor.get(f"/demo/third-party/{name}")
        assert (reply.status_code, reply.mimetype) == (200, kind)
        assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    for name in ("demo.css", "watch.js"):
        assert visitor.get(f"/demo/{name}").status_code == 200
    assert visitor.get("/demo/scene.py").status_code == 404


def test_a_strange_host_name_is_not_repeated(visitor: FlaskClient) -> None:
    """V23."""
    page = visitor.get("/demo/", headers={"Host": "evil.example"})
    assert "evil.example" not in page.text + str(page.headers)


def test_no_other_installation_has_the_demo_page(app: Flask) -> None:
    assert app.test_client().get("/demo/").status_code == 404


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("TEMOIN_DATA_DIR", "/srv/real")
    monkeypatch.setenv("TEMOIN_DATABASE_URL", "postgresql://real")
    monkeypatch.setenv("TEMOIN_BASE_URL", "https://consent.example")
    return monkeypatch


def test_a_demo_never_touches_a_real_installation(environment: pytest.MonkeyPatch) -> None:
    """Its database and folder are its own, whatever the environment says."""
    _isolate(8400)
    assert "TEMOIN_DATABASE_URL" not in os.environ
    assert os.environ["TEMOIN_DATA_DIR"] == "/srv/real/demo"
    assert os.environ["TEMOIN_BASE_URL"] == "http://127.0.0.1:8400"
