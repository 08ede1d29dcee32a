"""The edit form: what it shows is what it saves, and what is wrong is said in plain words."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from temoin.consent.models import ConsentRecord
from temoin.sites.document import load_document
from temoin.sites.models import Site, SiteRevision
from temoin.sites.presets import PRESETS
from temoin.sites.service import draft_of, save_draft
from tests.feature.dashboard.form_fields import Fields
from tests.feature.people import Browser


def open_form(person: Browser, site: Site) -> dict[str, list[str]]:
    return Fields(person.get(f"/sites/{site.key}/edit").text).values


COOKIES = [{"name": "ads", "kind": "cookie", "days": 30}]


def send(person: Browser, site: Site, **changed: Any) -> TestResponse:
    fields = {**open_form(person, site), "do": ["save"], **changed}
    return person.post(f"/sites/{site.key}/edit", **fields)


def test_saving_an_untouched_form_changes_nothing(owner: Browser, site: Site) -> None:
    """The form loses nothing on the way to the document and back."""
    raw = draft_of(site).raw
    raw["purposes"][2]["vendors"] = [
        {"name": "Video Site", "policy": "https://video.example/privacy"},
        {"name": "Ads and more", "policy": "", "hosts": ["ads.example"], "cookies": COOKIES},
    ]
    raw["purposes"][1]["vendors"] = [{"key": "google-analytics", "name": "Google Analytics"}]
    raw["purposes"][3]["vendors"] = [{"name": "Video Site", "policy": "", "hosts": ["v.example"]}]
    raw["blocking"] = {"automatic": False, "unknown": ""}
    raw["shared_choice"] = True
    raw["regimes"] = {
        "uk": {"mode": "opt-in", "runs": ["statistics"]},
        "canada": {"mode": "opt-in"},
    }
    raw["headless"] = True
    raw["purposes"][0] |= {"sold": True, "sensitive": True}
    raw["purposes"][3]["vendors"][0]["gvl"] = 12
    raw["frameworks"] = {
        "tcf": {"cmp_id": 300, "country": "FR", "special_features": {"media": [1]}},
        "gpp": {"sections": ["usca"]},
    }
    logo = f"https://{raw['domains'][0]}/logo.svg"
    raw["theme"] |= {"logo": logo, "font": "page", "scheme": "dark", "reopen": "right"}
    raw["policy_url"] = {"fr": "https://shop.example/vie-privee"}
    raw["controller"] = {"name": "Boutique SARL", "contact": "vie-privee@shop.example"}
    raw["texts"] = {"fr": {"title": "Bonjour <b>", "close": "Fermer"}, "de": {"title": "Hallo"}}
    raw["purposes"][0]["detail"]["fr"] = "Une ligne\nUne autre"
    raw["controller"] |= {"country": "FR", "role": "joint", "partners": [{"name": "Partner"}]}
    raw["purposes"][2] |= {"transfers": [{"country": "US"}], "persons": {"known": ["children"]}}
    raw["purposes"].insert(1, {"key": "orders", "basis": "contract", "title": {"fr": "Achats"}})
    save_draft(site, load_document(raw))
    before = draft_of(Site.get_by_id(site.id)).canonical()
    assert send(owner, site).status_code == 302
    assert draft_of(Site.get_by_id(site.id)).canonical() == before


def test_a_recipients_addresses_keys_and_number_are_edited(owner: Browser, site: Site) -> None:
    """CNIL-09: of a recipient that no catalogue knows too; what was not touched stays."""
    send(owner, site, **{"purposes.2.vendors": "Own Ads\nOther Ads"})
    place = "purposes.2.vendor.0"
    changed = {"hosts": "Ads.example\r\n*.ads.example/tag\r\n", "gvl": "755"}
    cookies = "_ads_* cookie 90\nlast seen local -\nvisit 0\nnothing"
    fields = {f"{place}.{name}": value for name, value in {**changed, "cookies": cookies}.items()}
    assert send(owner, site, **fields).status_code == 302
    one, other = draft_of(Site.get_by_id(site.id)).raw["purposes"][2]["vendors"]
    assert (one["hosts"], one["gvl"]) == (["ads.example", "*.ads.example/tag"], 755)
    assert one["cookies"] == [
        {"name": "_ads_*", "kind": "cookie", "days": 90},
        {"name": "last seen", "kind": "local", "days": None},
        {"name": "visit", "kind": "cookie", "days": 0},
        {"name": "nothing", "kind": "cookie", "days": None},
    ]
    assert (other["hosts"], other["cookies"], other["gvl"]) == ([], [], 0)
    assert open_form(owner, site)[f"{place}.cookies"][0].splitlines()[2] == "visit cookie 0"


@pytest.mark.parametrize(
    ("field", "value"),
    [("hosts", "not a host"), ("cookies", "ads soon"), ("cookies", "ads jar 3"), ("gvl", "many")],
)
def test_wrong_details_of_a_recipient_are_refused_in_words(
    owner: Browser, site: Site, field: str, value: str
) -> None:
    send(owner, site, **{"purposes.2.vendors": "Own Ads"})
    reply = send(owner, site, **{f"purposes.2.vendor.0.{field}": value})
    assert reply.status_code == 422
    assert "name, kind, days" in reply.text
    assert value.rsplit(" ", maxsplit=1)[-1] in reply.text  # it is shown again, to be corrected


def test_headless_mode_is_the_owners_to_switch(owner: Browser, site: Site) -> None:
    send(owner, site, headless="1")
    assert draft_of(Site.get_by_id(site.id)).raw["headless"] is True
    send(owner, site, headless=[])
    assert draft_of(Site.get_by_id(site.id)).raw["headless"] is False


def test_a_known_service_is_added_by_its_name(owner: Browser, site: Site) -> None:
    """CNIL-09: who knows no law and no code gets controller, addresses and cookies filled in."""
    send(owner, site, **{"purposes.3.add_vendor": "youtube", "purposes.1.vendors": "Matomo Cloud"})
    raw = draft_of(Site.get_by_id(site.id)).raw
    (video,) = raw["purposes"][3]["vendors"]
    assert video["key"] == "youtube"
    assert video["controller"] == "Google Ireland Limited"
    assert "www.youtube-nocookie.com" in video["hosts"]
    assert {"name": "YSC", "kind": "third-party", "days": 0} in video["cookies"]
    assert [one["key"] for one in raw["purposes"][1]["vendors"]] == ["matomo"]
    page = owner.get(f"/sites/{site.key}/edit").text
    assert "YouTube https://policies.google.com/privacy" in page
    counted = re.findall(r"<code>(\w+)</code> <span[^>]*>(\d+) recipients?<", page)
    assert dict(counted) == {"preferences": "0", "statistics": "1", "marketing": "0", "media": "1"}


def test_a_purpose_keeps_its_facts_under_another_key(owner: Browser, site: Site) -> None:
    send(owner, site, **{"purposes.1.key": "audience"})
    purpose = draft_of(Site.get_by_id(site.id)).raw["purposes"][1]
    assert purpose["key"] == "audience"
    assert purpose["retention"]["months"] == 25


def test_a_recipient_joins_only_a_purpose_that_is_described(owner: Browser, site: Site) -> None:
    """GDPR-03: the form says in plain words what is missing; what is complete takes it."""
    fields = {f"purposes.4.{what}.fr": "Messagerie" for what in ("title", "text")}
    added = {"purposes": "5", "purposes.4.key": "chat", **fields}
    reply = send(owner, site, **added, **{"purposes.4.vendors": "Chat"})
    assert reply.status_code == 422
    assert "how long the data are kept" in reply.text
    assert send(owner, site, **added).status_code == 302


def test_one_choice_for_all_domains_is_the_owners_to_declare(owner: Browser, site: Site) -> None:
    """CNIL-16: off by default; before publishing it is said that all are asked again."""
    assert draft_of(site).raw["shared_choice"] is False
    send(owner, site, shared_choice="1", domains="shop.example blog.example")
    assert draft_of(Site.get_by_id(site.id)).raw["shared_choice"] is True
    page = owner.get(f"/sites/{site.key}/publish").text
    assert "<strong>One choice for all domains</strong>" in page
    assert "asked again" in page


def test_holding_back_is_the_owners_to_decide(owner: Browser, site: Site) -> None:
    """On by default; switched off, or with another purpose for the unnamed."""
    assert draft_of(site).raw["blocking"] == {"automatic": True, "unknown": "marketing"}
    send(owner, site, **{"blocking.automatic": [], "blocking.unknown": "media"})
    kept = draft_of(Site.get_by_id(site.id)).raw["blocking"]
    assert kept == {"automatic": False, "unknown": "media"}


def test_rules_by_country_are_chosen_from_what_the_law_allows(owner: Browser, site: Site) -> None:
    """JUR-01, JUR-08: each law with its date and sources; nothing looser can be picked."""
    page = owner.get(f"/sites/{site.key}/edit").text
    assert "2026-11-24" in page
    assert "Belgium 13, Spain 14, France 15" in page  # GDPR-08
    assert "without consent is provided for only in: France." in page  # AUD-12, JUR-02
    assert 'name="regimes.eu.mode"' not in page
    assert 'href="https://www.legislation.gov.uk/ukpga/2025/18/section/112"' in page
    offered = page[page.index('id="regimes.uk.mode"') :]
    offered = offered[: offered.index("</select>")]
    assert re.findall(r'value="([^"]*)"', offered) == ["", "opt-in"]
    chosen = {"regimes.uk.mode": "opt-in", "regimes.uk.runs": ["statistics"]}
    send(owner, site, **chosen, **{"regimes.us-california.mode": "opt-out"})
    assert draft_of(Site.get_by_id(site.id)).raw["regimes"] == {
        "uk": {"mode": "opt-in", "runs": ["statistics"]},
        "us-california": {"mode": "opt-out", "runs": []},
    }
    reply = send(owner, site, **{"regimes.us-california.mode": "none"})
    assert reply.status_code == 422
    assert "Looser than the law" in reply.text


def test_publishing_says_whether_visitors_are_asked_again(owner: Browser, site: Site) -> None:
    """CNIL-12: before the button is pressed."""
    send(owner, site, **{"texts.fr.title": "Vos choix"})
    assert "nobody is asked again" in owner.get(f"/sites/{site.key}/publish").text
    send(owner, site, **{"controller.name": "Shop Ltd"})
    page = owner.get(f"/sites/{site.key}/publish").text
    assert "<strong>Responsible for the data / Name</strong>" in page
    assert "will be asked again" in page
    send(owner, site, **{"controller.name": "", "purposes.3.add_vendor": "youtube"})
    assert "will be asked again" in owner.get(f"/sites/{site.key}/publish").text


def test_the_frameworks_need_a_number_that_was_given(owner: Browser, site: Site) -> None:
    """TCF-01, GCM-07: the page says that IAB Europe registers platforms, and takes no other."""
    page = owner.get(f"/sites/{site.key}/edit").text
    assert "registered with IAB Europe" in page
    assert "AdSense, Ad Manager and AdMob" in page
    for number in ("1", "4096", "-5", "ours", "9" * 5000):
        reply = send(owner, site, **{"frameworks.tcf.cmp_id": number})
        assert reply.status_code == 422
        assert "from 2 to 4095" in reply.text
    assert send(owner, site, **{"frameworks.tcf.cmp_id": "300"}).status_code == 422
    wanted = {"frameworks.tcf.cmp_id": "300", "frameworks.tcf.country": "fr"}
    pale = send(owner, site, **wanted, **{"theme.text": "#717171"})
    assert "at least 5.0" in pale.text
    reply = send(owner, site, **wanted, **{"frameworks.gpp.sections": ["usnat"]})
    assert reply.status_code == 302
    saved = draft_of(Site.get_by_id(site.id)).raw["frameworks"]
    assert (saved["tcf"]["cmp_id"], saved["tcf"]["country"]) == (300, "FR")
    assert saved["gpp"] == {"sections": ["usnat"]}
    page = owner.get(f"/sites/{site.key}/publish").text
    assert "Frameworks of the advertising industry / IAB TCF" in page


def test_an_owner_is_told_to_name_who_is_responsible(owner: Browser, site: Site) -> None:
    """EDPB-12: beside the field and before publishing, until there is a name."""
    said = "does not say who is responsible"
    send(owner, site, **{"texts.fr.title": "Vos choix"})
    for page in ("edit", "publish"):
        assert said in owner.get(f"/sites/{site.key}/{page}").text
    send(owner, site, **{"controller.name": " Shop Ltd "})
    assert draft_of(Site.get_by_id(site.id)).raw["controller"]["name"] == "Shop Ltd"
    for page in ("edit", "publish"):
        assert said not in owner.get(f"/sites/{site.key}/{page}").text


def test_ready_made_colours_fill_the_form_without_a_script(owner: Browser, site: Site) -> None:
    """A11Y-01: one button, both palettes; what else was changed stays, nothing is saved yet."""
    before = Site.get_by_id(site.id).draft
    page = send(owner, site, **{"do": "preset.plum", "theme.radius": "3"}).text
    shown = Fields(page).values
    assert shown["theme.accent"] == [PRESETS["plum"]["accent"]]
    assert shown["theme.dark.accent"] == [PRESETS["plum"]["dark"]["accent"]]
    assert shown["theme.radius"] == ["3"]
    assert Site.get_by_id(site.id).draft == before
    assert owner.post(f"/sites/{site.key}/edit", **{**shown, "do": "save"}).status_code == 302
    assert draft_of(Site.get_by_id(site.id)).raw["theme"]["accent"] == PRESETS["plum"]["accent"]
    assert send(owner, site, do="preset.nosuch").status_code == 200


def test_an_owner_is_told_that_a_page_needs_a_control(owner: Browser, site: Site) -> None:
    """EDPB-09, CNIL-14: where none is shown on every page."""
    said = "Put a control with data-temoin-open on every one of them"
    assert said not in owner.get(f"/sites/{site.key}/edit").text
    send(owner, site, **{"theme.reopen": "none"})
    for page in ("edit", "publish"):
        assert said in owner.get(f"/sites/{site.key}/{page}").text


@pytest.mark.parametrize(("dark", "shown"), [({}, "light"), ({"preview_dark": "on"}, "dark")])
def test_the_preview_shows_the_scheme_that_is_asked_for(
    owner: Browser, site: Site, dark: dict[str, str], shown: str
) -> None:
    """Whatever the editor's own screen prefers."""
    reply = owner.post(f"/sites/{site.key}/preview", **open_form(owner, site), **dark)
    first = reply.get_json()["configs"]["first"]
    assert f"color-scheme:{shown}" in first["look"]
    assert "@media" not in first["look"]


def test_changes_are_saved_as_draft_and_visitors_see_nothing_yet(
    owner: Browser, site: Site
) -> None:
    reply = send(owner, site, **{"texts.fr.title": "Vos choix", "theme.accent": "#0B6B66"})
    assert reply.location == f"/sites/{site.key}/edit?saved=1"
    raw = draft_of(Site.get_by_id(site.id)).raw
    assert raw["texts"] == {"fr": {"title": "Vos choix"}}
    assert raw["theme"]["accent"] == "#0b6b66"
    assert SiteRevision.select().where(SiteRevision.site == site.id).count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("theme.text", "#eeeeee", "contrast 1.1"),
        ("theme.dark.accent_text", "#8ab4ff", "contrast 1.0"),
        ("theme.accent", "#fefefe", "do not stand out"),
        ("theme.background", "red", "#rrggbb"),
        ("theme.radius", "99", "roundness"),
        ("theme.position", "top", "place"),
        ("theme.scheme", "neon", "place"),
        ("theme.logo", "https://cdn.example/logo.svg", "one of the domains of the site"),
        ("domains", "https://shop.example/", "without https://"),
        ("domains", "", "at least one"),
        ("policy_url.fr", "javascript:alert(1)", "full address"),
        ("purposes.0.key", "necessary", "small letters"),
        ("purposes.0.key", "Ünfug", "small letters"),
        ("purposes.0.key", "marketing", "key of its own"),
        ("purposes.1.title.fr", "x" * 81, "at most 80 characters"),
        ("purposes.1.text.en", "x" * 401, "at most 400 characters"),
        ("purposes.1.vendors", "Shop javascript://x", "recipient"),
        ("texts.fr.title", "a\x00b", "control characters"),
        ("name", "", "at most 200 characters"),
        ("controller.name", "x" * 201, "at most 200 characters"),
        ("first_language", "not a language", "language"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    owner: Browser, site: Site, field: str, value: str, said: str
) -> None:
    """EDPB-05, V3: and nothing is saved."""
    before = Site.get_by_id(site.id).draft
    reply = send(owner, site, **{field: value})
    assert reply.status_code == 422
    assert 'role="alert"' in reply.text
    assert said in reply.text
    assert Site.get_by_id(site.id).draft == before


def test_somebody_elses_save_is_not_overwritten(owner: Browser, site: Site) -> None:
    """ASVS 2.3.4: the second one to save is told, and keeps what they wrote."""
    fields = open_form(owner, site)
    assert send(owner, site, name="First").status_code == 302
    reply = owner.post(f"/sites/{site.key}/edit", **{**fields, "name": "Second"})
    assert reply.status_code == 409
    assert 'value="Second"' in reply.text
    assert Site.get_by_id(site.id).name == "First"


def test_purposes_are_added_moved_and_removed_without_a_script(owner: Browser, site: Site) -> None:
    """Each button sends the whole form and gives it back changed, unsaved."""
    fields = open_form(owner, site)
    for action, first_keys in (
        ("up.1", ["statistics", "preferences", "marketing", "media"]),
        ("down.2", ["statistics", "preferences", "media", "marketing"]),
        ("remove.0", ["preferences", "media", "marketing"]),
        ("add", ["preferences", "media", "marketing", ""]),
        ("down.3", ["preferences", "media", "marketing", ""]),
        ("remove.77", ["preferences", "media", "marketing", ""]),
        ("up.x", ["preferences", "media", "marketing", ""]),
    ):
        reply = owner.post(f"/sites/{site.key}/edit", **{**fields, "do": action})
        fields = Fields(reply.text).values
        keys = [fields[f"purposes.{n}.key"][0] for n in range(int(fields["purposes"][0]))]
        assert keys == first_keys, action
    assert Site.get_by_id(site.id).draft_version == 1
    filled = {**fields, "purposes.3.key": "chat", "purposes.3.title.fr": "Discussion"}
    assert owner.post(f"/sites/{site.key}/edit", **{**filled, "do": "save"}).status_code == 302
    assert draft_of(Site.get_by_id(site.id)).purposes[-1] == "chat"


def test_broken_forms_get_a_clear_answer(owner: Browser, site: Site) -> None:
    """R16: no 500 for fields that no form of ours sends."""
    for changed in (
        {"draft_version": "x"},
        {"purposes": "-1"},
        {"purposes": "9" * 30},
        {"theme.radius": "²"},
        {"theme.accent": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
        {"do": "explode"},
        {"do": "remove.²"},
    ):
        reply = send(owner, site, **changed)
        assert reply.status_code < 500, changed
    assert owner.post(f"/sites/{site.key}/edit").status_code == 422


def test_a_viewer_may_not_edit(viewer: Browser, site: Site) -> None:
    """R20: neither the page nor the link to it."""
    assert viewer.get(f"/sites/{site.key}/edit").status_code == 403
    assert viewer.post(f"/sites/{site.key}/edit").status_code == 403
    assert f"/sites/{site.key}/edit" not in viewer.get(f"/sites/{site.key}/").text


def test_the_preview_shows_the_form_and_records_nothing(owner: Browser, site: Site) -> None:
    """The unsaved form is composed like a published revision; nothing of it is kept."""
    fields = {**open_form(owner, site), "texts.fr.title": "Essai", "preview_language": "fr"}
    found = owner.post(f"/sites/{site.key}/preview", **fields).get_json()
    assert found["problems"] == {}
    assert found["configs"]["first"]["texts"]["title"] == "Essai"
    assert found["configs"]["panel"]["purposes"][0]["key"] == "preferences"
    wrong = owner.post(f"/sites/{site.key}/preview", **{**fields, "theme.text": "#ffffff"})
    assert wrong.get_json()["configs"] is None
    assert "theme.text" in wrong.get_json()["problems"]
    assert Site.get_by_id(site.id).draft_version == 1
    assert ConsentRecord.select().count() == 0


def test_the_preview_may_be_framed_by_the_dashboard_alone(owner: Browser, site: Site) -> None:
    """R23: no inline script there either."""
    reply = owner.get(f"/sites/{site.key}/preview")
    policy = reply.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert (
        "frame-src 'self'"
        in owner.get(f"/sites/{site.key}/edit").headers["Content-Security-Policy"]
    )


def test_publishing_tells_what_changes_and_keeps_the_old_revision(
    owner: Browser, site: Site
) -> None:
    send(owner, site, **{"purposes.2.title.fr": "Pub", "do": "publish", "domains": "a.example"})
    page = owner.get(f"/sites/{site.key}/publish").text
    for sentence in ("Purposes / Marketing / Title / Français", "<ins>a.example</ins>"):
        assert sentence in page
    reply = owner.post(f"/sites/{site.key}/publish")
    assert reply.location == f"/sites/{site.key}/publish?published=2"
    assert "Nothing. Visitors see version 2" in owner.get(f"/sites/{site.key}/publish").text
    assert owner.post(f"/sites/{site.key}/revisions/1/restore").status_code == 302
    documents = [
        json.loads(row.document) for row in SiteRevision.select().order_by(SiteRevision.number)
    ]
    assert draft_of(Site.get_by_id(site.id)).raw == documents[0]
    assert len(documents) == 2
    assert owner.post(f"/sites/{site.key}/revisions/9/restore").status_code == 404
