"""Snippets that an owner freezes, to name them in a page with their hash."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.accounts.models import Organisation
from temoin.accounts.roles import Role
from temoin.banner import composing
from temoin.banner.models import FrozenFile
from temoin.sites.models import Site
from tests.feature.people import Browser, make_user
from tests.feature.test_regimes import REGIMES, published
from tests.feature.test_snippet import config

TAG = re.compile(
    r'<script src="http://consent.example(/[^"]+)" integrity="sha384-([^"]+)" '
    r'crossorigin="anonymous" async></script>'
)


@pytest.fixture
def owner(app: Flask, organisation: Organisation) -> Browser:
    return Browser(app, make_user("owner@shop.example", {organisation: Role.OWNER}))


def tags(browser: Browser, site: Site) -> list[tuple[str, str]]:
    """Paths and hashes that the installation page prints, the newest first."""
    return TAG.findall(html.unescape(browser.get(f"/sites/{site.key}/install").text))


def test_the_page_prints_a_tag_whose_hash_is_that_of_the_file(
    owner: Browser, client: FlaskClient, site: Site
) -> None:
    """WEB-02: immutable, readable for the page's check, and so is all that it loads."""
    assert tags(owner, site) == []
    assert owner.post(f"/sites/{site.key}/freeze", language="en").status_code == 302
    ((path, digest),) = tags(owner, site)
    reply = client.get(path)
    assert base64.b64encode(hashlib.sha384(reply.data).digest()).decode() == digest
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    told = config(reply.text)
    assert (told["lang"], told["revision"]) == ("en", 1)
    assert told["panel"] == path.replace("first.js", "panel.js")
    for name in ("panel", "gate", "embeds", "policy"):
        part = client.get(told["panel"].replace("panel", name))
        assert (part.status_code, part.mimetype) == (200, "text/javascript")
        assert "immutable" in part.headers["Cache-Control"]


def test_what_comes_later_changes_nothing_of_it(
    app: Flask,
    owner: Browser,
    client: FlaskClient,
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """WEB-02: neither another revision nor another build; the same again is not kept twice."""
    owner.post(f"/sites/{site.key}/freeze", language="fr")
    owner.post(f"/sites/{site.key}/freeze", language="fr")
    assert FrozenFile.select().count() == 5
    ((path, digest),) = tags(owner, site)
    before = client.get(path).data
    published(app, site, texts={"fr": {"title": "Autrement"}})
    monkeypatch.setattr(composing, "built", lambda name: f"/* {name} */".encode())
    fresh = app.test_client()
    assert fresh.get(path).data == before
    owner.post(f"/sites/{site.key}/freeze", language="fr")
    found = tags(owner, site)
    assert len(found) == 2
    assert (path, digest) in found


@pytest.mark.parametrize(
    "changed",
    [
        {"regimes": REGIMES},
        {"frameworks": {"tcf": {"cmp_id": 300, "country": "FR"}}},
        {"experiment": {"arms": [{"key": "b", "texts": {"fr": {"title": "Autrement"}}}]}},
    ],
    ids=["regimes", "tcf", "experiment"],
)
def test_what_differs_between_visitors_cannot_be_frozen(
    app: Flask, owner: Browser, site: Site, changed: dict[str, Any]
) -> None:
    """WEB-02, TCF-09: one hash names one file; the page says why."""
    published(app, site, **changed)
    assert "cannot be frozen" in owner.get(f"/sites/{site.key}/install").text
    assert owner.post(f"/sites/{site.key}/freeze", language="fr").status_code == 422
    assert FrozenFile.select().count() == 0


def test_a_viewer_freezes_nothing_and_unknown_files_are_harmless(
    app: Flask, organisation: Organisation, client: FlaskClient, site: Site
) -> None:
    """R20: editors may; whoever asks for a file that there is not gets an empty script."""
    viewer = Browser(app, make_user("viewer@shop.example", {organisation: Role.VIEWER}))
    assert viewer.post(f"/sites/{site.key}/freeze", language="fr").status_code == 403
    assert "/freeze" not in viewer.get(f"/sites/{site.key}/install").text
    for name in ("0" * 16 + "/first.js", "x/first.js", "", "0" * 16 + "/../../x.js"):
        reply = client.get(f"/t/{site.key}/frozen/{name}")
        assert reply.status_code in (404, 308), name
        assert "immutable" not in reply.headers.get("Cache-Control", "")
