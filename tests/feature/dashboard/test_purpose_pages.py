"""The pages of purposes: what they show is what they save, and what is missing is on top."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from temoin.sites.document import load_document
from temoin.sites.models import Site
from temoin.sites.service import draft_of, save_draft
from tests.feature.dashboard.form_fields import Fields
from tests.feature.people import Browser
from tests.feature.register.conftest import CONTROLLER, ORDERS


@pytest.fixture
def described(site: Site) -> Site:
    raw = draft_of(site).raw
    partner = {"name": "Partner", "contact": "p@p.example", "agreed": {"fr": "Tout."}}
    raw["controller"] = {**CONTROLLER, "role": "joint", "partners": [partner]}
    raw["purposes"][2]["vendors"] = [{"key": "meta-pixel"}]
    own = [{"fr": "un", "en": "one"}, {"fr": "deux"}, {"de": "drei"}]
    more = {"data": {"known": ["name"], "own": own}, "interest": {"de": "Ja"}}
    raw["purposes"].append({**ORDERS, **more})
    return save_draft(site, load_document(raw))


def send(person: Browser, site: Site, page: str, **changed: Any) -> TestResponse:
    path = f"/sites/{site.key}/{page}"
    fields = Fields(person.get(path).text, form="facts-form").values
    fields.pop("csrf_token", None)
    return person.post(path, **{**fields, "do": ["save"], **changed})


def purpose_of(site: Site, key: str) -> dict[str, Any]:
    listed = draft_of(Site.get_by_id(site.id)).raw["purposes"]
    (found,) = (purpose for purpose in listed if purpose["key"] == key)
    return dict(found)


@pytest.mark.parametrize("page", ["purposes/orders", "purposes/marketing", "controller"])
def test_saving_an_untouched_page_changes_nothing(
    owner: Browser, described: Site, page: str
) -> None:
    before = draft_of(described).raw
    assert send(owner, described, page).status_code == 302
    assert draft_of(Site.get_by_id(described.id)).raw == before


def test_what_is_missing_stands_on_top_until_it_is_said(owner: Browser, site: Site) -> None:
    """GDPR-09, GDPR-15: a purpose is added by its title and basis, then described."""
    added = owner.post(f"/sites/{site.key}/purposes", title="Mes envois", kind="contract")
    assert added.location == f"/sites/{site.key}/purposes/mes-envois"
    page = owner.get(added.location).text
    assert "how long the data are kept, and why so long" in page
    fields = {
        "title.en": "My mailings",
        "text.fr": "Envoyer.",
        "text.en": "Send.",
        "data": ["name", "postal_address"],
        "persons": ["customers"],
        "recipients.own.fr": "=coursier\r\nfacteur",
        "recipients.own.en": "courier\r\npostman",
        "security": ["access_control"],
        "retention.number": "36",
        "retention.reason.fr": "Trois ans.",
        "retention.reason.en": "Three years.",
        "mandatory.fr": "Oui.",
        "mandatory.en": "Yes.",
    }
    assert send(owner, site, "purposes/mes-envois", **fields).status_code == 302
    saved = purpose_of(site, "mes-envois")
    assert saved["asked"] == "none"
    assert saved["retention"]["months"] == 36
    assert saved["recipients"]["own"][1] == {"fr": "facteur", "en": "postman"}
    page = owner.get(f"/sites/{site.key}/purposes/mes-envois").text
    assert "All is said that notices and register need." in page


def test_a_purpose_can_be_removed_but_not_the_last_one_of_the_banner(
    owner: Browser, described: Site
) -> None:
    send(owner, described, "purposes/orders", do=["remove"])
    keys = [one["key"] for one in draft_of(Site.get_by_id(described.id)).raw["purposes"]]
    assert keys == ["preferences", "statistics", "marketing", "media"]
    for key in keys[:3]:
        send(owner, described, f"purposes/{key}", do=["remove"])
    assert 'value="remove"' not in owner.get(f"/sites/{described.key}/purposes/media").text
    refused = send(owner, described, "purposes/media", do=["remove"])
    assert refused.status_code == 422


def test_the_list_names_what_no_purpose_needs(owner: Browser, described: Site) -> None:
    """GDPR-01: a column whose purpose is gone is named."""
    path = f"/sites/{described.key}/purposes"
    assert "<code>referrer</code>" not in owner.get(path).text
    send(owner, described, "purposes/statistics", do=["remove"])
    assert "<code>referrer</code>" in owner.get(path).text


def test_publishing_warns_of_what_notices_will_miss(owner: Browser, described: Site) -> None:
    raw = draft_of(described).raw
    raw["purposes"][-1] |= {"retention": {}}
    save_draft(described, load_document(raw))
    page = owner.get(f"/sites/{described.key}/publish").text
    assert f'href="/sites/{described.key}/purposes/orders"' in page
    assert "how long the data are kept" in page
    assert 'type="submit">Publish' in page


def test_a_tracker_that_needs_consent_is_no_exempt_one(owner: Browser, described: Site) -> None:
    """EDPB-08, SAN-10: known advertising under a purpose that asks nobody is warned of."""
    raw = draft_of(described).raw
    raw["purposes"][2]["vendors"] = []
    cookies = [{"name": "_fbp"}]
    raw["purposes"][-1]["vendors"] = [{"name": "Ours", "cookies": cookies}, {"key": "youtube"}]
    save_draft(described, load_document(raw))
    page = owner.get(f"/sites/{described.key}/publish").text
    assert "“Ours: _fbp” is known for advertising" in page
    assert "“YouTube: " in page


def test_somebody_elses_changes_are_not_overwritten(owner: Browser, described: Site) -> None:
    reply = send(owner, described, "purposes/orders", draft_version="1")
    assert reply.status_code == 422
    assert "somebody else saved this site" in reply.text
