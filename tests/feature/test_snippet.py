"""`GET /t/<key>.js`: what every visitor is served."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.accounts.models import Organisation
from temoin.banner.composing import first_layer_config
from temoin.sites.defaults import default_document, offered_languages
from temoin.sites.document import load_document
from temoin.sites.models import Site
from temoin.sites.published import published
from temoin.sites.service import create_site, draft_of, publish, save_draft
from temoin.web.services import Services
from tests.feature.conftest import DOMAIN

ROOT = Path(__file__).parents[2]


def get(client: FlaskClient, path: str, **headers: str) -> Any:
    return client.get(path, headers={name.replace("_", "-"): v for name, v in headers.items()})


def config(text: str) -> dict[str, Any]:
    """The configuration inside a served script."""
    start = text.index("$T=") + 3
    loaded: dict[str, Any] = json.JSONDecoder().raw_decode(text[start:])[0]
    return loaded


def test_one_response_carries_code_revision_and_one_language(
    client: FlaskClient, site: Site
) -> None:
    """No second request for a configuration."""
    french = get(client, f"/t/{site.key}.js").text
    english = get(client, f"/t/{site.key}.js?l=en").text
    assert config(french)["texts"]["refuse"] == "Tout refuser"
    assert config(english)["texts"]["refuse"] == "Reject all"
    assert "Reject all" not in french
    assert [purpose["key"] for purpose in config(french)["purposes"]] == [
        "preferences",
        "statistics",
        "marketing",
        "media",
    ]


def test_the_first_layer_says_how_many_recipients_there_are(
    app: Flask, client: FlaskClient, site: Site
) -> None:
    """CNIL-09: beside the link to their list, each counted once; nothing where there are none."""
    address = f"/t/{site.key}.js?l=en"
    assert "(" not in config(get(client, address).text)["texts"]["more"]
    raw = draft_of(site).raw
    for purpose, names in (("statistics", ["Ads"]), ("marketing", ["Ads", "More Ads"])):
        (one,) = (one for one in raw["purposes"] if one["key"] == purpose)
        one["vendors"] = [{"name": name} for name in names]
    publish(save_draft(site, load_document(raw)))
    app.extensions["temoin_sites"].forget(site.key)
    assert config(get(client, address).text)["texts"]["more"].endswith("Recipients (2)")


@pytest.mark.parametrize("language", offered_languages())
def test_visitors_are_told_who_is_responsible(
    client: FlaskClient, organisation: Organisation, language: str
) -> None:
    """EDPB-12: who asks is named on the first layer, and how to reach them in the panel."""
    raw = default_document("Shop", [DOMAIN], language)
    named = {**raw, "controller": {"name": "Shop Inc.", "contact": "dpo@shop.example"}}
    said = {}
    for name, document in (("before", raw), ("named", named)):
        site = create_site(organisation, load_document(document))
        first = config(get(client, f"/t/{site.key}.js?l={language}").text)
        panel = config(get(client, first["panel"]).text)
        said[name] = (first["texts"]["body"], panel["texts"]["intro"])
    for before, now, who in zip(
        said["before"], said["named"], ("Shop Inc", "Shop Inc. (dpo@shop.example)"), strict=True
    ):
        assert now.startswith(before)
        assert now.removeprefix(before).rstrip(".。").endswith(who)
        assert "{" not in now
        assert ".." not in now


def test_the_owners_words_and_other_laws_name_the_controller_too(site: Site) -> None:
    """EDPB-12: whatever the banner says instead of our words."""
    regimes = {
        "us-california": {"mode": "opt-out"},
        "uk": {"mode": "opt-in", "runs": ["statistics"]},
    }
    raw = {**draft_of(site).raw, "texts": {"fr": {"body": "Bonjour."}}, "regimes": regimes}
    shown = published(site, 2, load_document({**raw, "controller": {"name": "Boutique SARL"}}))
    for regime in ("eu", "uk", "us-california"):
        told = first_layer_config(shown, "fr", "", shown.regimes.named(regime))
        assert told["texts"]["body"].endswith("Responsable du traitement\u00a0: Boutique SARL.")


def test_a_theme_reaches_visitors_with_its_revision(
    app: Flask, client: FlaskClient, site: Site
) -> None:
    """The look is part of the one response; what is the page's own is asked of nobody."""
    assert "logo" not in get(client, f"/t/{site.key}.js").text
    raw = draft_of(site).raw
    logo = f"https://{DOMAIN}/logo.svg"
    raw["theme"] |= {"logo": logo, "font": "page", "scheme": "page", "reopen": "right"}
    publish(save_draft(site, load_document(raw)))
    app.extensions["temoin_sites"].forget(site.key)
    look = config(get(client, f"/t/{site.key}.js").text)["look"]
    assert re.findall(r"url\(.*?\)", look) == [f'url("{logo}")']
    for rule in ("font-family:inherit", "color-scheme:inherit", "inset-inline:auto"):
        assert rule in look


def test_the_compressed_variants_hold_the_same_bytes(client: FlaskClient, site: Site) -> None:
    """Pre-compressed, with an ETag of its own for each coding (RFC 9110 section 8.8.3)."""
    path = f"/t/{site.key}.js"
    plain = get(client, path)
    packed = {
        coding: get(client, path, Accept_Encoding=coding) for coding in ("gzip", "br", "br;q=0")
    }
    assert gzip.decompress(packed["gzip"].data) == plain.data
    assert brotli.decompress(packed["br"].data) == plain.data
    assert "Content-Encoding" not in packed["br;q=0"].headers
    tags = {reply.headers["ETag"] for reply in (plain, packed["gzip"], packed["br"])}
    assert len(tags) == 3
    assert not any(tag.startswith("W/") for tag in tags)


def test_a_browser_that_has_it_gets_304(client: FlaskClient, site: Site) -> None:
    first = get(client, f"/t/{site.key}.js")
    again = get(client, f"/t/{site.key}.js", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "eu-consent=statistics=true"},
        {"Accept_Language": "en"},
        {"Origin": "https://evil.example"},
        {"X_Forwarded_Host": "evil.example"},
        {"X_Forwarded_For": "1.2.3.4"},
        {"User_Agent": "another"},
        {"Host": "evil.example"},
        {"Sec_GPC": "1"},
    ],
    ids=str,
)
def test_the_bytes_are_the_same_for_every_visitor(
    client: FlaskClient, site: Site, headers: dict[str, str]
) -> None:
    """V23, WEB-14: what is not in the address does not change the answer: any cache may keep it."""
    path = f"/t/{site.key}.js"
    one, other = get(client, path), get(client, path, **headers)
    assert one.data == other.data
    assert one.headers["ETag"] == other.headers["ETag"]
    assert "public" in other.headers["Cache-Control"]
    assert "Set-Cookie" not in other.headers


@pytest.mark.parametrize(
    ("query", "accepted", "language", "is_shared"),
    [
        ("", "en", "fr", True),
        ("?l=en", "fr", "en", True),
        ("?l=en-GB", "fr", "en", True),
        ("?l=de", "en", "fr", True),
        ("?l=de,en", "", "en", True),
        ("?l=en,auto", "fr", "en", True),
        ("?l=de,auto", "en-GB,en;q=0.9", "en", False),
        ("?l=auto", "de, en;q=0.4, fr;q=0.2", "en", False),
        ("?l=auto", "en;q=0, *", "fr", False),
        ("?l=auto", "", "fr", False),
        ("?l=auto", "\xff;q=x,,", "fr", False),
    ],
)
def test_the_page_names_the_language_and_may_leave_it_to_the_visitor(
    client: FlaskClient, site: Site, query: str, accepted: str, language: str, is_shared: bool
) -> None:
    """V23, WEB-14: only an answer that the address alone decides may be kept for everybody."""
    reply = get(client, f"/t/{site.key}.js{query}", Accept_Language=accepted)
    assert config(reply.text)["lang"] == language
    caching, vary = reply.headers["Cache-Control"], reply.headers["Vary"]
    assert ("public" in caching, "private" in caching) == (is_shared, not is_shared)
    assert ("Accept-Language" in vary) == (not is_shared)
    tag = reply.headers["ETag"]
    again = get(client, f"/t/{site.key}.js{query}", Accept_Language=accepted, If_None_Match=tag)
    assert again.status_code == 304
    assert again.headers["Cache-Control"] == caching


@pytest.mark.parametrize("name", ["nosuchsite.js", "nosuchsite/panel.js", "x", ".js", "../x.js"])
def test_an_unknown_key_gets_a_harmless_script(client: FlaskClient, name: str) -> None:
    """Contract: 404 with an empty script."""
    reply = get(client, f"/t/{name}")
    assert reply.status_code == 404
    assert re.fullmatch(r"/\*.*\*/", reply.text) or name == "../x.js"


def test_publishing_changes_what_is_served_and_the_draft_does_not(
    app: Flask, client: FlaskClient, site: Site
) -> None:
    """A revision is what visitors see; it never changes once it is published."""
    before = get(client, f"/t/{site.key}.js")
    raw = {**draft_of(site).raw, "texts": {"fr": {"title": "Un autre titre"}}}
    changed = save_draft(site, load_document(raw))
    assert get(client, f"/t/{site.key}.js").data == before.data
    publish(changed)
    app.extensions["temoin_sites"].forget(site.key)
    after = get(client, f"/t/{site.key}.js")
    assert config(after.text)["texts"]["title"] == "Un autre titre"
    assert config(after.text)["revision"] == 2
    assert after.headers["ETag"] != before.headers["ETag"]


def test_no_text_of_the_owner_can_close_the_script(
    client: FlaskClient, app: Flask, site: Site
) -> None:
    """V8, V10: the wording is data, also inside an inline script."""
    raw = {**draft_of(site).raw, "texts": {"fr": {"title": "</script><script>alert(1)//"}}}
    publish(save_draft(site, load_document(raw)))
    app.extensions["temoin_sites"].forget(site.key)
    text = get(client, f"/t/{site.key}.js").text
    assert "</script" not in text
    assert config(text)["texts"]["title"] == "</script><script>alert(1)//"


def test_only_a_page_with_its_own_banner_is_told_of_it(
    app: Flask, client: FlaskClient, site: Site
) -> None:
    """A published choice of the owner, so that the proof says what was not shown."""
    address = f"/t/{site.key}.js"
    assert "headless" not in config(get(client, address).text)
    publish(save_draft(site, load_document({**draft_of(site).raw, "headless": True})))
    app.extensions["temoin_sites"].forget(site.key)
    assert config(get(client, address).text)["headless"] is True


def test_the_panel_is_named_by_its_content(client: FlaskClient, site: Site) -> None:
    """The second layer may be kept for ever, because its address changes with it."""
    address = config(get(client, f"/t/{site.key}.js").text)["panel"]
    reply = get(client, address)
    assert reply.status_code == 200
    assert "immutable" in reply.headers["Cache-Control"]
    assert config(reply.text)["texts"]["withdraw"] == "Retirer mon accord"


def test_what_stands_in_for_frames_is_a_module_beside_the_panel(
    client: FlaskClient, app: Flask, site: Site
) -> None:
    """The snippet makes its address from the panel's, so both change together."""
    panel = config(get(client, f"/t/{site.key}.js").text)["panel"]
    reply = get(client, panel.replace("panel", "embeds"))
    assert reply.status_code == 200
    assert "immutable" in reply.headers["Cache-Control"]
    assert config(reply.text)["purposes"]["media"] == "Contenus intégrés"
    raw = draft_of(site).raw
    raw["purposes"][3]["vendors"] = [{"key": "youtube", "name": "YouTube"}]
    publish(save_draft(site, load_document(raw)))
    app.extensions["temoin_sites"].forget(site.key)
    after = config(get(client, f"/t/{site.key}.js").text)["panel"]
    assert after != panel
    vendors = config(get(client, after.replace("panel", "embeds")).text)["vendors"]
    assert vendors["youtube"]["name"] == "YouTube"


def test_what_shows_the_policy_is_a_module_beside_the_panel(
    client: FlaskClient, app: Flask, site: Site
) -> None:
    """CNIL-19: it knows where the policy is, and the owner's word for the way back."""
    raw = {**draft_of(site).raw, "texts": {"fr": {"reopen": "Mes cookies"}}}
    publish(save_draft(site, load_document(raw)))
    app.extensions["temoin_sites"].forget(site.key)
    panel = config(get(client, f"/t/{site.key}.js").text)["panel"]
    reply = get(client, panel.replace("panel", "policy"))
    assert (reply.status_code, reply.mimetype) == (200, "text/javascript")
    told = config(reply.text)
    assert told["hosted"] == f"http://consent.example/p/{site.key}/cookies"
    assert told["texts"] == {"link": "Cookies et stockage", "open": "Mes cookies"}


def test_the_snippet_is_served_while_the_database_is_away(
    client: FlaskClient, site: Site, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R4: the last known revision goes on being served."""
    before = get(client, f"/t/{site.key}.js")
    monkeypatch.setattr("temoin.sites.published.FRESH_MS", -1)
    services.database.execute_sql("alter table site rename to site_away")
    assert get(client, f"/t/{site.key}.js").data == before.data


RECIPIENTS = {"statistics": "hotjar", "marketing": "criteo", "media": "youtube"}


@pytest.mark.parametrize("language", offered_languages())
@pytest.mark.parametrize("name", ["temoin.js", "panel.js"])
def test_the_served_scripts_keep_to_their_bytes(
    client: FlaskClient, organisation: Organisation, language: str, name: str
) -> None:
    """The budget of snippet/budget.json holds for what the service serves, in any script.

    The first layer knows of recipients; what the panel tells of each comes on top of its budget.
    """
    raw = default_document("Shop", [DOMAIN], language)
    for purpose in raw["purposes"] if name == "temoin.js" else ():
        purpose["vendors"] = [{"key": key} for key in RECIPIENTS.get(purpose["key"], "").split()]
    site = create_site(organisation, load_document(raw))
    address = f"/t/{site.key}.js?l={language}"
    if name == "panel.js":
        address = config(get(client, address).text)["panel"]
    budget = json.loads((ROOT / "snippet" / "budget.json").read_text())
    (limits,) = (part for part in budget.values() if part["file"] == name)
    assert limits["gzip"] <= {"temoin.js": 7000, "panel.js": 6000}[name]
    for coding, limit in (("gzip", limits["gzip"]), ("br", limits["brotli"])):
        assert len(get(client, address, Accept_Encoding=coding).data) <= limit, coding


def test_the_snippets_own_tests_know_every_text_that_is_served(
    client: FlaskClient, site: Site
) -> None:
    """The example that feeds the snippet's tests has the shape of what the service writes."""
    example = json.loads((ROOT / "snippet" / "tests" / "example.json").read_text("utf-8"))
    first = config(get(client, f"/t/{site.key}.js").text)
    panel = config(get(client, first["panel"]).text)
    assert first.keys() == example["fr"]["first_layer"].keys()
    assert first["texts"].keys() == example["fr"]["first_layer"]["texts"].keys()
    assert panel.keys() == example["fr"]["panel"].keys()
    policy = config(get(client, first["panel"].replace("panel", "policy")).text)
    assert policy.keys() == example["fr"]["policy"].keys()
    regimes = {"us-california": {"mode": "opt-out"}}
    running = published(site, 2, load_document({**draft_of(site).raw, "regimes": regimes}))
    told = first_layer_config(running, "fr", "", running.regimes.named("us-california"))
    ours = {**example["fr"]["first_layer"], **example["fr"]["running"]}
    assert told.keys() == ours.keys()
    assert told["texts"].keys() == ours["texts"].keys()
