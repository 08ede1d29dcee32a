"""`GET /t/<key>/rules.json`: what the plugin, `temoin rewrite` and the guard hold back."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.banner.views import make_door
from temoin.catalogue import vendors
from temoin.core.hosts import Rules
from temoin.sites.document import load_document
from temoin.sites.models import Site, SnippetLoad
from temoin.sites.service import draft_of, publish, save_draft
from temoin.web.door import Answer, DoorRequest
from temoin.web.services import Services

Change = Callable[..., dict[str, Any]]
VIDEO = {
    "name": "Site Vidéo",
    "hosts": ["*.video.example", "Video.example/Embed"],
    "cookies": [
        {"name": "seen_*", "kind": "cookie", "days": 30},
        {"name": "volume", "kind": "local"},
        {"name": "elsewhere", "kind": "third-party"},
    ],
}


@pytest.fixture
def published(app: Flask, client: FlaskClient, site: Site) -> Change:
    """Publishes a changed document and gives the rules that are served then."""

    def change(vendors: dict[str, list[dict[str, Any]]], **fields: Any) -> dict[str, Any]:
        raw = {**draft_of(site).raw, **fields}
        for purpose in raw["purposes"]:
            purpose["vendors"] = vendors.get(purpose["key"], [])
        publish(save_draft(site, load_document(raw)))
        app.extensions["temoin_sites"].forget(site.key)
        found: dict[str, Any] = client.get(f"/t/{site.key}/rules.json").get_json()
        return found

    return change


def service(rules: dict[str, Any], key: str) -> dict[str, Any]:
    (found,) = (service for service in rules["services"] if service["key"] == key)
    return dict(found)


def test_a_new_site_holds_the_whole_catalogue_back(client: FlaskClient, site: Site) -> None:
    """CNIL-01: before anybody named a vendor."""
    rules = client.get(f"/t/{site.key}/rules.json").get_json()
    assert rules.keys() == {"revision", "automatic", "unknown", "waits", "own", "free", "services"}
    assert (rules["revision"], rules["automatic"], rules["unknown"]) == (1, True, "marketing")
    assert rules["own"] == ["shop.example"]
    assert {"consent.example", "js.stripe.com"} <= set(rules["free"])
    held = {vendor.key for vendor in vendors().values() if not vendor.is_free}
    assert {one["key"] for one in rules["services"]} == held
    assert service(rules, "youtube")["purpose"] == "media"
    asked = Rules(rules)
    held_video = asked.held("www.youtube-nocookie.com", "/embed/1")
    assert held_video
    assert held_video.mark == "media:youtube"
    assert asked.held("consent.example", f"/t/{site.key}.js") is None


def test_what_the_owner_declared_comes_first_under_their_purpose(published: Change) -> None:
    rules = published(
        {"preferences": [VIDEO], "statistics": [{"key": "youtube"}], "media": [{"key": "stripe"}]}
    )
    assert [one["key"] for one in rules["services"]][:3] == ["site-video", "youtube", "stripe"]
    assert rules["services"][0] == {
        "key": "site-video",
        "name": "Site Vidéo",
        "purpose": "preferences",
        "hosts": ["*.video.example", "video.example/Embed"],
        "policy": "",
        "cookies": ["seen_*"],  # what the site's own server can delete
    }
    assert service(rules, "youtube")["purpose"] == "statistics"
    assert "js.stripe.com" not in rules["free"]


def test_cookies_of_services_that_the_owner_did_not_name_are_nobodys_to_delete(
    published: Change,
) -> None:
    assert service(published({}), "google-analytics")["cookies"] == []


def test_one_declared_by_name_alone_keeps_its_known_addresses(published: Change) -> None:
    rules = published({"marketing": [{"name": "Google Analytics"}]})
    assert service(rules, "google-analytics")["purpose"] == "marketing"
    assert "*.google-analytics.com" in service(rules, "google-analytics")["hosts"]


def test_a_purpose_that_the_site_lacks_falls_to_the_unknown_one(
    published: Change, site: Site
) -> None:
    purposes = [draft_of(site).raw["purposes"][1]]
    rules = published({}, purposes=purposes, blocking={"automatic": False})
    assert (rules["automatic"], rules["unknown"]) == (False, "statistics")
    assert {one["purpose"] for one in rules["services"]} == {"statistics"}
    alone = published({}, purposes=purposes, blocking={"unknown": ""})
    assert alone["unknown"] == ""
    assert "youtube" not in {one["key"] for one in alone["services"]}


def test_www_stands_for_the_whole_domain(published: Change) -> None:
    rules = published({}, domains=["www.shop.example", "127.0.0.1:8080"])
    assert rules["own"] == ["127.0.0.1:8080", "shop.example"]
    assert Rules(rules).held("cdn.shop.example") is None


def test_the_answer_is_ready_cacheable_and_the_same_for_all(
    client: FlaskClient, services: Services, site: Site
) -> None:
    """V23: ETag for each coding, 304, and no count of a page load."""
    path = f"/t/{site.key}/rules.json"
    plain = client.get(path, headers={"Referer": "https://shop.example/", "Cookie": "a=b"})
    assert plain.headers["Content-Type"] == "application/json"
    assert plain.headers["Access-Control-Allow-Origin"] == "*"
    assert plain.headers["Cache-Control"].startswith("public, max-age=300")
    packed = {c: client.get(path, headers={"Accept-Encoding": c}) for c in ("gzip", "br")}
    assert gzip.decompress(packed["gzip"].data) == plain.data
    assert brotli.decompress(packed["br"].data) == plain.data
    assert len({reply.headers["ETag"] for reply in (plain, *packed.values())}) == 3
    again = client.get(path, headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{path}?l=en").data == plain.data
    assert SnippetLoad.select().count() == 0
    assert client.get("/t/nosuchsite/rules.json").get_json() == {}


def test_both_doors_give_the_same_answer(
    app: Flask, client: FlaskClient, services: Services, site: Site
) -> None:
    door: Any = make_door(services, app.extensions["temoin_sites"])
    for path in (f"/t/{site.key}/rules.json", "/t/nosuchsite/rules.json"):
        native: Answer = asyncio.run(door(DoorRequest("GET", path, "", {}, b"", "127.0.0.1")))
        flask = client.get(path)
        assert (native.status, native.body) == (flask.status_code, flask.data)
        assert {n.decode(): v.decode() for n, v in native.headers}.items() <= {
            name.lower(): value for name, value in flask.headers
        }.items()
