"""Who is served which regime, what is recorded of it, and when visitors are asked again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.adapters.geo import Place
from temoin.banner.views import make_door
from temoin.consent.models import ConsentRecord
from temoin.core import grant, ids
from temoin.sites.document import load_document
from temoin.sites.models import Site, SiteRevision
from temoin.sites.regimes import packs
from temoin.sites.service import asks_again, draft_of, publish, save_draft
from temoin.web.door import Answer, DoorRequest
from temoin.web.services import Services
from tests.feature.conftest import ORIGIN
from tests.feature.test_snippet import ROOT, config

REGIMES = {
    "uk": {"mode": "opt-in", "runs": ["statistics"]},
    "us-california": {"mode": "opt-out"},
    "us-signal": {"mode": "opt-out"},
    "us-other": {"mode": "opt-out"},
    "elsewhere": {"mode": "none"},
}
# Addresses that the shipped file places.
FRANCE, ITALY, BRITAIN, AMERICA, AUSTRALIA, NOWHERE = (
    "194.2.0.20", "151.1.1.1", "81.2.69.142", "8.8.8.8", "1.1.1.1", "127.0.0.1",
)  # fmt: skip
Body = Callable[..., dict[str, Any]]


def published(app: Flask, site: Site, **changed: Any) -> SiteRevision:
    """The site's draft with other parts, published and served."""
    raw = {**draft_of(site).raw, **changed}
    revision = publish(save_draft(site, load_document(raw)))
    app.extensions["temoin_sites"].forget(site.key)
    return revision


def served(client: FlaskClient, path: str, address: str, **headers: str) -> Any:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, headers=sent, environ_base={"REMOTE_ADDR": address})


@pytest.fixture
def opened(app: Flask, site: Site) -> Site:
    """A site whose owner opened several regimes."""
    published(app, site, regimes=REGIMES)
    return site


@pytest.mark.parametrize(
    ("address", "regime", "mode", "running"),
    [
        (FRANCE, "eu", "opt-in", None),
        (NOWHERE, "eu", "opt-in", None),
        ("unreadable", "eu", "opt-in", None),
        (BRITAIN, "uk", "opt-in", ["statistics"]),
        (AMERICA, "us-california", "opt-out", ["preferences", "statistics", "marketing", "media"]),
        (AUSTRALIA, "elsewhere", "none", ["preferences", "statistics", "marketing", "media"]),
    ],
)
def test_the_address_decides_the_regime_and_nothing_else_is_told(
    client: FlaskClient, opened: Site, address: str, regime: str, mode: str, running: Any
) -> None:
    """JUR-10, WEB-14: the decision goes to the snippet; no shared cache keeps it."""
    reply = served(client, f"/t/{opened.key}.js", address)
    told = config(reply.text)
    assert (told["regime"], told.get("mode", "opt-in"), told.get("running")) == (
        regime,
        mode,
        running,
    )
    assert told["days"] >= 182
    assert "private" in reply.headers["Cache-Control"]
    assert "public" not in reply.headers["Cache-Control"]
    assert address not in reply.text
    again = served(client, f"/t/{opened.key}.js", address, If_None_Match=reply.headers["ETag"])
    assert again.status_code == 304
    assert "private" in again.headers["Cache-Control"]


def test_a_site_with_one_regime_gives_everybody_the_same_public_bytes(
    client: FlaskClient, site: Site
) -> None:
    """WEB-14, V23: as before there were regimes."""
    replies = [
        served(client, f"/t/{site.key}.js", address) for address in (FRANCE, AMERICA, AUSTRALIA)
    ]
    assert len({reply.data for reply in replies}) == 1
    assert all("public" in reply.headers["Cache-Control"] for reply in replies)
    assert config(replies[0].text)["regime"] == "eu"


class Atlas:
    """A geography that knows regions, as the owner's own file may."""

    def __init__(self, place: Place | None) -> None:
        self._place = place

    def locate(self, _: str) -> Place | None:
        """The same place for every address."""
        return self._place


@pytest.mark.parametrize(
    ("place", "regime"),
    [
        (Place("US", "Texas"), "us-signal"),
        (Place("US", "California"), "us-california"),
        (Place("US", "Virginia"), "us-other"),
        (Place("CA", "Quebec"), "eu"),
        (None, "eu"),
    ],
)
def test_the_region_decides_where_the_file_knows_it(
    client: FlaskClient,
    opened: Site,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    place: Place | None,
    regime: str,
) -> None:
    """JUR-06, JUR-08, JUR-09."""
    monkeypatch.setattr(services, "geography", Atlas(place))
    assert config(served(client, f"/t/{opened.key}.js", AMERICA).text)["regime"] == regime


async def _answered(waiting: Awaitable[Answer]) -> Answer:
    return await waiting


def test_both_doors_decide_alike(
    app: Flask, client: FlaskClient, opened: Site, services: Services
) -> None:
    """JUR-10: the native door and the Flask route, header by header."""
    door = make_door(services, app.extensions["temoin_sites"])
    for address in (FRANCE, BRITAIN, AMERICA, AUSTRALIA, NOWHERE):
        for path, query in ((f"/t/{opened.key}.js", "l=en"), (f"/t/{opened.key}/rules.json", "")):
            asked = DoorRequest("GET", path, query, {}, b"", address)
            native = asyncio.run(_answered(door(asked)))
            flask = served(client, f"{path}?{query}", address)
            assert native.body == flask.data
            for name, value in native.headers:
                assert flask.headers[name.decode()] == value.decode()


def test_a_trusted_proxy_names_the_visitor(
    client: FlaskClient, opened: Site, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """V2: what a visitor writes is believed only as far as the owner's proxies reach."""
    path = f"/t/{opened.key}.js"
    asked = {"X_Forwarded_For": f"{AUSTRALIA}, {AMERICA}"}
    assert config(served(client, path, FRANCE, **asked).text)["regime"] == "eu"
    behind_one = replace(services.settings, trusted_proxies=1)
    monkeypatch.setattr(services, "settings", behind_one)
    assert config(served(client, path, FRANCE, **asked).text)["regime"] == "us-california"


def test_the_rules_for_held_tags_are_the_same_everywhere(client: FlaskClient, opened: Site) -> None:
    """Pages may be cached for everybody, so all is held; the snippet lets in what may run."""
    replies = [
        served(client, f"/t/{opened.key}/rules.json", address) for address in (FRANCE, AMERICA)
    ]
    assert replies[0].data == replies[1].data
    assert "public" in replies[0].headers["Cache-Control"]


def test_the_panel_of_a_regime_has_an_address_of_its_own(client: FlaskClient, opened: Site) -> None:
    """It may be kept for ever by any cache, whoever asks."""
    addresses = {
        place: config(served(client, f"/t/{opened.key}.js", place).text)["panel"]
        for place in (FRANCE, AMERICA)
    }
    assert addresses[FRANCE] != addresses[AMERICA]
    panels = [served(client, addresses[AMERICA], place) for place in (FRANCE, AMERICA)]
    assert panels[0].data == panels[1].data
    assert "immutable" in panels[0].headers["Cache-Control"]
    intro = config(panels[0].text)["texts"]["intro"]
    assert "départ" in intro
    assert intro != config(served(client, addresses[FRANCE], FRANCE).text)["texts"]["intro"]


def test_nobody_reads_that_all_waits_where_something_runs(
    client: FlaskClient, app: Flask, site: Site
) -> None:
    """EDPB-11: also when the owner wrote a text for those who are asked."""
    texts = {"fr": {"body": "Rien avant votre accord."}}
    published(app, site, regimes=REGIMES, texts=texts)
    body = {
        place: config(served(client, f"/t/{site.key}.js", place).text)["texts"]["body"]
        for place in (FRANCE, BRITAIN, AMERICA)
    }
    assert body[FRANCE] == texts["fr"]["body"]
    assert "Mesure d'audience" in body[BRITAIN]
    assert texts["fr"]["body"] not in (body[BRITAIN], body[AMERICA])


@pytest.mark.parametrize(
    ("address", "expected"),
    [(FRANCE, ("eu", 182)), (NOWHERE, ("eu", 182)), (AMERICA, ("us-california", 400))],
)
def test_a_choice_is_recorded_under_the_regime_that_the_service_found(
    client: FlaskClient,
    opened: Site,
    choice: Body,
    services: Services,
    address: str,
    expected: tuple[str, int],
) -> None:
    """JUR-10, CNIL-12: not what the page says; the grant lives as long as the choice."""
    body = choice(revision=2)
    for status in (201, 200):
        reply = client.post(
            "/api/consent",
            data=json.dumps(body),
            content_type="text/plain",
            headers={"Origin": ORIGIN},
            environ_base={"REMOTE_ADDR": address},
        )
        assert reply.status_code == status
        assert reply.json is not None
        record = ConsentRecord.get(ConsentRecord.id == ids.from_text(reply.json["id"]))
        held = grant.verify(services.derived_secret("grant"), opened.key, reply.json["grant"])
        assert held is not None
        page = client.get(f"/r/{reply.json['id']}", headers={"Accept-Language": "en"}).text
        assert {"eu": "Union européenne et EEE", "us-california": "Californie"}[expected[0]] in page
        days = (held.expires_at - record.at // 1000) / 86400
        assert (record.regime, days) == expected


@pytest.mark.parametrize(
    "shown",
    [
        ({}, "le bouton « Mes choix »"),
        ({"texts": {"fr": {"reopen": "Mes cookies"}}}, "le bouton « Mes cookies »"),
        ({"headless": True}, "ouvrez vos choix"),
    ],
    ids=["ours", "own", "headless"],
)
def test_a_receipt_names_the_way_back_as_the_visitor_found_it(
    app: Flask,
    client: FlaskClient,
    site: Site,
    choice: Body,
    shown: tuple[dict[str, Any], str],
) -> None:
    """CNIL-14: the owner may call the button otherwise, or have none."""
    changed, said = shown
    number = published(app, site, **changed).number
    reply = client.post(
        "/api/consent",
        data=json.dumps(choice(revision=number)),
        content_type="text/plain",
        headers={"Origin": ORIGIN},
    )
    assert reply.json is not None
    page = client.get(f"/r/{reply.json['id']}").text
    assert said in page


@pytest.mark.parametrize("is_for_all", [False, True])
def test_visitors_from_italy_get_a_cross_that_says_what_it_does(
    app: Flask, client: FlaskClient, site: Site, is_for_all: bool
) -> None:
    """JUR-03, CNIL-11: and all do where the owner wants it; in no other words than ours."""
    texts = {"fr": {"cross": "Fermer"}}
    published(app, site, regimes={"italy": {"mode": "opt-in"}}, cross=is_for_all, texts=texts)
    told = {
        place: config(served(client, f"/t/{site.key}.js", place).text) for place in (ITALY, FRANCE)
    }
    assert told[ITALY]["regime"] == "italy"
    assert told[ITALY]["days"] >= 184
    assert "running" not in told[ITALY]
    assert told[ITALY]["texts"]["cross"] == "Continuer sans accepter"
    assert told[FRANCE]["texts"].get("cross") == ("Continuer sans accepter" if is_for_all else None)


def test_a_regime_cannot_be_claimed(client: FlaskClient, opened: Site, choice: Body) -> None:
    """V25."""
    body = choice(revision=2, regime="elsewhere")
    reply = client.post("/api/consent", data=json.dumps(body), headers={"Origin": ORIGIN})
    assert reply.status_code in (415, 422)
    reply = client.post(
        "/api/consent",
        data=json.dumps(body),
        content_type="text/plain",
        headers={"Origin": ORIGIN},
    )
    assert reply.status_code == 422


VENDOR = {"key": "ads", "name": "Ads", "controller": "Ads Ltd"}


def test_only_a_material_change_asks_again(app: Flask, client: FlaskClient, site: Site) -> None:
    """CNIL-12: the first revision whose choices still hold is told to the snippet."""

    def since() -> Any:
        return config(served(client, f"/t/{site.key}.js", FRANCE).text)["since"]

    assert since() == 1
    published(app, site, texts={"fr": {"title": "Autrement"}})
    assert since() == 1
    site = Site.get_by_id(site.id)
    raw = draft_of(site).raw
    raw["purposes"][2]["vendors"] = [VENDOR]
    assert not asks_again(site)
    site = save_draft(site, load_document(raw))
    assert asks_again(site)
    published(app, site)
    assert since() == 3
    site = Site.get_by_id(site.id)
    raw = draft_of(site).raw
    raw["purposes"][2]["vendors"] = []
    raw["theme"]["radius"] = 1
    published(app, site, **raw)
    assert since() == 3


def test_an_objection_is_never_asked_about_again(
    app: Flask, client: FlaskClient, opened: Site
) -> None:
    """JUR-08: adding a recipient ends consents, not objections."""
    raw = draft_of(Site.get_by_id(opened.id)).raw
    raw["purposes"][2]["vendors"] = [VENDOR]
    published(app, Site.get_by_id(opened.id), **raw)
    told = {
        place: config(served(client, f"/t/{opened.key}.js", place).text)["since"]
        for place in (FRANCE, BRITAIN, AMERICA, AUSTRALIA)
    }
    assert told == {FRANCE: 3, BRITAIN: 3, AMERICA: 0, AUSTRALIA: 0}


def test_revisions_from_before_regimes_go_on_holding(
    app: Flask, client: FlaskClient, site: Site
) -> None:
    """An upgrade asks nobody again; the next material change does."""
    SiteRevision.update(asked_since=None).where(SiteRevision.site == site.id).execute()
    published(app, site, texts={"fr": {"title": "Autrement"}})
    assert config(served(client, f"/t/{site.key}.js", FRANCE).text)["since"] == 0
    raw = draft_of(Site.get_by_id(site.id)).raw
    raw["purposes"][0]["vendors"] = [VENDOR]
    published(app, Site.get_by_id(site.id), **raw)
    assert config(served(client, f"/t/{site.key}.js", FRANCE).text)["since"] == 3


@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_the_script_where_purposes_run_keeps_to_its_bytes(
    client: FlaskClient, opened: Site, language: str
) -> None:
    """The budget of snippet/budget.json holds for what the service really serves there."""
    budget = json.loads((ROOT / "snippet" / "budget.json").read_text())
    limits = budget["first layer where purposes run, French"]
    for coding, limit in (("gzip", limits["gzip"]), ("br", limits["brotli"])):
        reply = served(client, f"/t/{opened.key}.js?l={language}", AMERICA, Accept_Encoding=coding)
        assert len(reply.data) <= limit


def test_every_pack_has_a_name_in_every_language_of_the_dashboard() -> None:
    """A receipt names the pack under which its choice was made."""
    for path in (ROOT / "backend" / "temoin" / "sites" / "wording").glob("*.json"):
        named = {key for key in json.loads(path.read_text("utf-8")) if key.startswith("regimes.")}
        assert named == {f"regimes.pack.{key}" for key in packs()}
