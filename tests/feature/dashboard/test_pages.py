"""Every page in every language, with and without numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import temoin.dashboard
from temoin.accounts.models import Organisation, User
from temoin.accounts.roles import Role
from temoin.core.period import DAY_MS
from temoin.dashboard import formatting
from temoin.sites.models import Site, SnippetLoad
from temoin.web.services import Services
from tests.feature.dashboard.test_records_page import add_choice, add_view
from tests.feature.people import Browser, make_user

WORDING = Path(temoin.dashboard.__file__).parent / "wording"
SITE_PAGES = (
    *("", "?period=today", "?period=90", "records", "install", "edit", "publish", "preview"),
    *("revisions", "revisions/1"),
    *("purposes", "purposes/media", "controller", "register", "notices"),
)


def texts(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((WORDING / f"{language}.json").read_text("utf-8"))
    return found


def test_all_languages_have_the_same_texts_with_the_same_places() -> None:
    """A page in French never shows an English word or an empty place."""
    english, french = texts("en"), texts("fr")
    assert english.keys() == french.keys()
    for key, text in english.items():
        assert re.findall(r"{(\w+)}", text).sort() == re.findall(r"{(\w+)}", french[key]).sort()
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", french[key])), key


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_shows_in_every_language(
    owner: Browser, site: Site, services: Services, language: str
) -> None:
    """First without any number, then with some of everything."""
    User.update(language=language).execute()
    for has_numbers in (False, True):
        if has_numbers:
            _fill(site, services)
        for path in ("/", *(f"/sites/{site.key}/{page}" for page in SITE_PAGES)):
            reply = owner.get(path)
            assert reply.status_code == 200, path
            assert f'<html lang="{language}"' in reply.text
            assert "http-equiv" not in reply.text
            assert not re.search(r"\son[a-z]+=|\sstyle=|<style|<script>", reply.text), path


def _fill(site: Site, services: Services) -> None:
    now = services.now_ms()
    for state in ("given", "partial", "refused", "withdrawn"):
        add_choice(site, state, at=now)
    add_view(site, "/a", at=now, country="FR", device="phone", browser="Firefox")
    add_view(site, "/b", at=now, country=None, device=None, browser=None, referrer="x.example")
    SnippetLoad.create(site=site, day=now // DAY_MS, loads=40)
    Site.update(seen_at=now).execute()


def test_numbers_stand_beside_their_rates(owner: Browser, site: Site, services: Services) -> None:
    """A rate without its count may mean one visitor or a million."""
    _fill(site, services)
    page = owner.get(f"/sites/{site.key}/").text
    words = re.sub(r"<[^>]+>|\s+", " ", page)
    assert re.search(r"Accepted\s+33%\s+1\s", words)
    assert re.search(r"at most 37 of 40 loads", words)
    assert "NRO" in page
    assert "CC BY 4.0" in page


def test_an_unseen_site_is_told_what_to_do_next(owner: Browser, site: Site) -> None:
    assert "Nothing has come from this site yet." in owner.get(f"/sites/{site.key}/").text
    install = owner.get(f"/sites/{site.key}/install").text
    assert "The snippet has not been seen yet" in install
    assert f"/t/{site.key}.js&#34; async&gt;" in install
    Site.update(seen_at=1).execute()
    assert "The snippet works" in owner.get(f"/sites/{site.key}/install").text


def test_bad_periods_and_filters_get_a_page_that_says_so(owner: Browser, site: Site) -> None:
    """R16, V7, V17: whatever stands in the address, it is neither run nor shown."""
    for query in (
        "period=1e9", "from=x", "to=2024-01-01&from=2025-01-01", "period=<script>alert(1)</script>",
    ):  # fmt: skip
        reply = owner.get(f"/sites/{site.key}/?{query}")
        assert reply.status_code == 422, query
        assert "<script>alert" not in reply.text
    for query in ("state=x", "record=1", "after='", "language=%00", "source=%ff", "from=1"):
        assert owner.get(f"/sites/{site.key}/records?{query}").status_code == 422, query


def test_sites_are_added_by_those_who_may(
    owner: Browser, viewer: Browser, organisation: Organisation
) -> None:
    """R20: an administrator adds a site and is led on; a wrong domain is explained."""
    path = f"/organisations/{organisation.id}/sites"
    reply = owner.post(path, name="New", domain="https://New.example/page", language="en")
    made = Site.get(Site.name == "New")
    assert reply.location == f"/sites/{made.key}/install"
    assert json.loads(made.draft)["domains"] == ["new.example"]
    wrong = owner.post(path, name="Bad <b>", domain="not a domain", language="en")
    assert wrong.status_code == 422
    assert "This is no domain" in wrong.text
    assert "Bad &lt;b&gt;" in wrong.text
    assert owner.post(path, name="", domain="x.example", language="en").status_code == 422
    assert viewer.post(path, name="No", domain="no.example", language="en").status_code == 403
    assert path not in viewer.get("/").text


def test_only_own_sites_are_listed(app: Flask, owner: Browser, site: Site) -> None:
    stranger = Browser(app, make_user("x@other.example", {}))
    assert site.name in owner.get("/").text
    assert site.key not in stranger.get("/").text
    assert "You are a member of no organisation" in stranger.get("/").text


def test_files_of_the_pages_are_kept_for_ever_under_their_version(
    owner: Browser, app: Flask
) -> None:
    """V15: and nothing outside their folder is given away."""
    page = owner.get("/").text
    for address in re.findall(r'(?:href|src)="(/static/[^"#]+)', page):
        assert "missing" not in address
        reply = app.test_client().get(address)
        assert reply.status_code == 200, address
        assert "max-age=31536000" in reply.headers["Cache-Control"]
        reply.close()
    for path in (
        "../assets.py",
        "..%2fassets.py",
        ".%2e/assets.py",
        "snippet/tracker.js",
        "x\x00y",
    ):
        assert app.test_client().get(f"/static/{path}").status_code == 404, path


Render = Callable[..., Any]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["1,234,567", "62%", "6.2%", "–", "3 March 2026", "1 Jan", "+50%", "2 hours ago"]),
        (
            "fr",
            [
                "1\u202f234\u202f567", "62\u202f%", "6,2\u202f%", "–", "3 mars 2026", "1er janv.",
                "+50\u202f%", "il y a 2 heures",
            ],
        ),
    ],
)  # fmt: skip
def test_numbers_and_days_are_written_as_the_language_does(
    app: Flask, language: str, expected: list[str]
) -> None:
    hour = 3_600_000
    with app.test_request_context(headers={"Accept-Language": language}):
        assert [
            formatting.number(1_234_567),
            formatting.percent(0.617),
            formatting.percent(0.0617),
            formatting.percent(None),
            formatting.day(20_515),
            formatting.short_day(20_454),
            formatting.change(3, 2),
            formatting.ago(hour, 3 * hour + 5),
        ] == expected


def test_a_viewer_sees_numbers_and_no_buttons_to_change(viewer: Browser, site: Site) -> None:
    """R20: what somebody may not do is not offered."""
    page = viewer.get(f"/sites/{site.key}/").text
    assert f"/sites/{site.key}/records" in page
    assert f"/sites/{site.key}/publish" not in page
    assert Role.VIEWER < Role.EDITOR
