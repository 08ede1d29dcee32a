"""IAB Europe's framework and the Global Privacy Platform: off, turned on, and what is served."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.banner.vendorlist import VendorListFolder
from temoin.banner.views import make_door
from temoin.core.errors import InvalidInput
from temoin.settings import Settings
from temoin.sites.document import load_document, stored_document
from temoin.sites.models import Site
from temoin.sites.service import draft_of, publish, save_draft
from temoin.web.door import Answer, DoorRequest
from temoin.web.services import Services
from tests.feature.command_line import Command, command
from tests.servers.vendor_list import VendorListServer, running, vendor, vendor_list

__all__ = ["command"]
Turn = Callable[..., None]
TCF = {"cmp_id": 300, "cmp_version": 7, "country": "FR"}
RECIPIENTS = {
    "marketing": [{"name": "Ads", "key": "ads", "gvl": 755}, {"name": "Gone", "gvl": 4}],
    "statistics": [{"name": "Numbers", "gvl": 2}, {"name": "Guard", "gvl": 3}],
    "media": [{"name": "Videos"}, {"name": "Never registered", "gvl": 999}],
}


@pytest.fixture
def lists() -> Iterator[VendorListServer]:
    with running() as server:
        yield server


@pytest.fixture
def turn_on(app: Flask, site: Site) -> Turn:
    """Publishes the site with these frameworks."""

    def turn(recipients: dict[str, Any] = RECIPIENTS, **frameworks: Any) -> None:
        raw = {**draft_of(site).raw, "frameworks": frameworks}
        for purpose in raw["purposes"]:
            purpose["vendors"] = recipients.get(purpose["key"], [])
        publish(save_draft(Site.get_by_id(site.id), load_document(raw)))
        app.extensions["temoin_sites"].forget(site.key)

    return turn


def config(text: str, after: str = "") -> dict[str, Any]:
    """The configuration in a served script."""
    start = text.index("$T=", text.index(after)) + 3
    loaded: dict[str, Any] = json.JSONDecoder().raw_decode(text[start:])[0]
    return loaded


def test_both_are_off_and_old_documents_stay_valid(site: Site) -> None:
    """TCF-01: shipped disabled."""
    raw = draft_of(site).raw
    assert raw["frameworks"]["tcf"]["cmp_id"] == 0
    assert raw["frameworks"]["gpp"] == {"sections": []}
    old = {name: value for name, value in raw.items() if name != "frameworks"}
    assert stored_document(json.dumps(old)).raw == raw
    assert load_document(old).raw == raw


@pytest.mark.parametrize(
    ("tcf", "field"),
    [
        ({"cmp_id": 1, "country": "FR"}, "cmp_id"),
        ({"cmp_id": 4096, "country": "FR"}, "cmp_id"),
        ({"cmp_id": -1, "country": "FR"}, "cmp_id"),
        ({"cmp_id": "300", "country": "FR"}, "cmp_id"),
        ({"cmp_id": 300}, "country"),
        ({"cmp_id": 300, "country": "fr"}, "country"),
        ({**TCF, "purposes": {"marketing": [12]}}, "purposes"),
        ({**TCF, "special_features": {"marketing": [3]}}, "special_features"),
    ],
    ids=str,
)
def test_it_needs_a_registered_platform(site: Site, tcf: dict[str, Any], field: str) -> None:
    """TCF-01: no number is invented; 1 stands for platforms that are not registered."""
    with pytest.raises(InvalidInput) as refused:
        load_document({**draft_of(site).raw, "frameworks": {"tcf": tcf}})
    fields: Any = refused.value.fields
    assert field in fields["frameworks"]["tcf"]


def test_the_framework_asks_for_more_contrast(site: Site) -> None:
    """EDPB-05: 5 to 1 where the framework is on."""
    raw = draft_of(site).raw
    raw["theme"] |= {"text": "#717171", "background": "#ffffff"}  # 4.9 to 1
    load_document(raw)
    with pytest.raises(InvalidInput) as refused:
        load_document({**raw, "frameworks": {"tcf": TCF}})
    fields: Any = refused.value.fields
    assert "text" in fields["theme"]


def test_nothing_is_served_before_there_is_a_list(
    client: FlaskClient, site: Site, turn_on: Turn
) -> None:
    """TCF-01: without a list nothing can be said, so the interface is not there either."""
    turn_on(tcf=TCF)
    assert "__tcfapi" not in client.get(f"/t/{site.key}.js").text
    assert client.get(f"/t/{site.key}/tcf.js").status_code == 404
    missing = client.get(f"/t/{site.key}/gvl.json")
    assert (missing.status_code, missing.get_json()) == (404, {})


@pytest.mark.parametrize("told", [({"gvl": 755}, True), ({"gvl": 4}, False), ({}, False)])
def test_microsofts_tag_reads_the_framework_where_it_is_a_vendor_of_it(
    client: FlaskClient,
    command: Command,
    site: Site,
    turn_on: Turn,
    lists: VendorListServer,
    told: tuple[dict[str, int], bool],
) -> None:
    """MS-02: not before there is a list, nor as a vendor that left it."""
    number, reads = told
    uet = {"name": "Microsoft Advertising", "key": "microsoft-advertising", **number}
    turn_on({"marketing": [uet]}, tcf=TCF)
    assert config(client.get(f"/t/{site.key}.js").text) == {"microsoft": True}
    assert command("gvl", "update", "--from", lists.url).exit_code == 0
    served = config(client.get(f"/t/{site.key}.js").text)
    assert served == {"microsoft": True, **({"uet_tcf": True} if reads else {})}


def test_the_stub_comes_first_and_the_module_has_what_it_needs(
    client: FlaskClient, command: Command, site: Site, turn_on: Turn, lists: VendorListServer
) -> None:
    """TCF-02, TCF-05, TCF-09: vendors that left the list or were never on it are not shown."""
    turn_on(tcf=TCF)
    assert command("gvl", "update", "--from", lists.url).exit_code == 0
    first = client.get(f"/t/{site.key}.js").text
    assert 0 < first.index("__tcfapi") < first.index("temoin-banner")
    stub = config(first)
    assert stub["module"].startswith(f"/t/{site.key}/tcf.js?l=fr&v=")
    module = client.get(stub["module"])
    assert "immutable" in module.headers["Cache-Control"]
    said = config(module.text)
    assert (said["cmp"], said["version"], said["country"]) == (300, 7, "FR")
    assert (said["list"], said["policy"], said["since"]) == (150, 5, 0)
    assert said["vendors"] == [
        {"id": 2, "purpose": "statistics", "key": "numbers"},
        {"id": 3, "purpose": "statistics", "key": "guard"},
        {"id": 755, "purpose": "marketing", "key": "ads"},
    ]
    assert said["special"] == [3]
    assert said["restrictions"] == [[2, [2]], [7, [2]], [9, [2]]]
    assert said["purposes"]["marketing"] == [1, 2, 3, 4, 7]
    assert said["features"] == {}


def test_the_line_to_paste_makes_the_page_wait(command: Command, site: Site, turn_on: Turn) -> None:
    """TCF-02, GPP-01: the interface is there before any tag asks, only where one is on."""
    assert " async>" in command("site", "snippet", site.key).output
    turn_on(gpp={"sections": ["usnat"]})
    assert f'/t/{site.key}.js"></script>' in command("site", "snippet", site.key).output
    turn_on(tcf=TCF)
    assert f'/t/{site.key}.js"></script>' in command("site", "snippet", site.key).output


def test_pages_get_the_list_from_us_narrowed_and_translated(
    client: FlaskClient, command: Command, site: Site, turn_on: Turn, lists: VendorListServer
) -> None:
    """TCF-08: with cache headers, compressed; nobody else is asked."""
    turn_on(tcf=TCF)
    command("gvl", "update", "--from", lists.url)
    reply = client.get(f"/t/{site.key}/gvl.json?l=fr")
    assert reply.content_type == "application/json"
    assert "max-age" in reply.headers["Cache-Control"]
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    given = reply.get_json()
    full = vendor_list()
    assert given["vendors"] == {key: full["vendors"][key] for key in ("2", "3", "755")}
    assert given["vendorListVersion"] == 150
    assert given["purposes"]["1"]["name"].startswith("fr: Store")
    assert given.keys() == full.keys()
    english = client.get(f"/t/{site.key}/gvl.json?l=en").get_json()
    assert {**english, "vendors": full["vendors"]} == full
    packed = client.get(f"/t/{site.key}/gvl.json", headers={"Accept-Encoding": "br"})
    assert packed.headers["Content-Encoding"] == "br"


def test_the_first_layer_names_the_standard_purposes(
    client: FlaskClient, command: Command, site: Site, turn_on: Turn, lists: VendorListServer
) -> None:
    """TCF-11."""
    turn_on(tcf=TCF)
    command("gvl", "update", "--from", lists.url)
    first = client.get(f"/t/{site.key}.js").text
    shown = config(first, '})();(()=>{const $T={"key"')
    marketing = next(one for one in shown["purposes"] if one["key"] == "marketing")
    assert marketing["text"].endswith(
        "fr: Use profiles to select personalised advertising; fr: Measure advertising performance)"
    )


def test_the_list_is_asked_for_once_in_its_max_age(
    command: Command, turn_on: Turn, lists: VendorListServer
) -> None:
    """TCF-08: compressed, no sooner than its server says, and only languages that are used."""
    turn_on(tcf=TCF)
    first = command("gvl", "update", "--from", lists.url)
    assert first.output.startswith("vendor list 150, 5 vendors")
    assert command("gvl", "update", "--from", lists.url).exit_code == 0
    assert lists.asked == [("vendor-list.json", "gzip"), ("purposes-fr.json", "gzip")]


def test_what_was_good_last_stays_in_use(
    client: FlaskClient, command: Command, site: Site, turn_on: Turn, lists: VendorListServer
) -> None:
    """TCF-08: an unreachable, broken, older or foreign list replaces nothing."""
    turn_on(tcf=TCF)
    lists.max_age = "max-age=0"
    command("gvl", "update", "--from", lists.url)
    before = client.get(f"/t/{site.key}/gvl.json").data
    for broken in (
        b"<html>",
        b"{}",
        vendor_list(149),
        vendor_list(151, gvlSpecificationVersion=2),
        vendor_list(151, tcfPolicyVersion=3),
        vendor_list(151, vendors={"1": vendor(2)}),
        vendor_list(151, vendors={"1": vendor(1, purposes="all")}),
    ):
        lists.put("vendor-list.json", broken)
        failed = command("gvl", "update", "--from", lists.url)
        assert failed.exit_code == 1, broken
        assert client.get(f"/t/{site.key}/gvl.json").data == before
    del lists.files["vendor-list.json"]
    assert command("gvl", "update", "--from", lists.url).exit_code == 1
    assert command("gvl", "update", "--from", "http://127.0.0.1:9/v3").exit_code == 1
    assert command("gvl", "update", "--from", "file:///etc").exit_code == 1
    assert client.get(f"/t/{site.key}/gvl.json").data == before


def test_new_policies_count_from_when_they_were_seen(
    client: FlaskClient, command: Command, site: Site, turn_on: Turn, lists: VendorListServer
) -> None:
    """TCF-09: choices made under other policies do not answer those of today."""
    turn_on(tcf=TCF)
    lists.max_age = "max-age=0"
    command("gvl", "update", "--from", lists.url)
    assert config(client.get(f"/t/{site.key}/tcf.js").text)["since"] == 0
    lists.put("vendor-list.json", vendor_list(151, tcfPolicyVersion=6))
    command("gvl", "update", "--from", lists.url)
    said = config(client.get(f"/t/{site.key}/tcf.js").text)
    assert (said["list"], said["policy"]) == (151, 6)
    assert said["since"] > 1_700_000_000


def test_a_damaged_folder_takes_nothing_down(settings: Settings) -> None:
    folder = VendorListFolder(settings.data_dir)
    folder.write("state.json", b"{")
    folder.write("vendor-list.json", b"{")
    assert folder.current() is None


def test_the_platform_for_the_united_states_needs_no_registration(
    client: FlaskClient, site: Site, turn_on: Turn
) -> None:
    """GPP-03: 1 is the number of those who are not registered."""
    turn_on(gpp={"sections": ["usca", "usnat"]})
    first = client.get(f"/t/{site.key}.js").text
    assert 0 < first.index("__gpp") < first.index('"position"')
    assert "__tcfapi" not in first
    assert config(first) == {
        "cmp": 1,
        "sections": ["usnat", "usca"],
        "sold": ["marketing", "media"],
    }


def test_both_doors_serve_the_same(
    app: Flask,
    services: Services,
    command: Command,
    site: Site,
    turn_on: Turn,
    lists: VendorListServer,
) -> None:
    """The native door and the Flask route share the server, the files and the headers."""
    turn_on(tcf=TCF, gpp={"sections": ["usnat"]})
    command("gvl", "update", "--from", lists.url)
    door = make_door(services, app.extensions["temoin_sites"])
    for name in ("tcf.js", "gvl.json"):
        path = f"/t/{site.key}/{name}"
        asked: Any = door(DoorRequest("GET", path, "l=fr", {}, b"", ""))
        answer: Answer = asyncio.run(asked)
        route = app.test_client().get(f"{path}?l=fr")
        assert (answer.status, answer.body) == (route.status_code, route.data)
        given = {name.decode(): value.decode() for name, value in answer.headers}
        assert given.items() <= {k.lower(): v for k, v in route.headers}.items()
