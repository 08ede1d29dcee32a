"""Unfair wording is shown to the editor beside its field, and is not published."""

from __future__ import annotations

import json

import pytest

from temoin.accounts.models import User
from temoin.sites.document import load_document
from temoin.sites.models import Site, SiteRevision
from temoin.sites.service import draft_of, save_draft
from tests.feature.dashboard.form_fields import Fields
from tests.feature.people import Browser


def write(site: Site, **texts: str) -> None:
    raw = draft_of(site).raw
    save_draft(site, load_document({**raw, "texts": {"fr": texts}}))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "This stops publishing: “nous respectons votre vie privée” reassures"),
        ("fr", "Ceci empêche la publication\u00a0: «\u00a0nous respectons votre vie privée\u00a0»"),
    ],
)
def test_the_editor_sees_what_to_reword(
    owner: Browser, site: Site, language: str, said: str
) -> None:
    """EDPB-11: in the reader's language, beside the field; the draft is saved all the same."""
    User.update(language=language).execute()
    fields = Fields(owner.get(f"/sites/{site.key}/edit").text).values
    fields["texts.fr.title"] = ["Nous respectons votre vie privée"]
    found = owner.post(f"/sites/{site.key}/preview", **fields).get_json()
    assert found["problems"] == {}
    assert said in found["advice"]["texts.fr.title"]
    assert owner.post(f"/sites/{site.key}/edit", **{**fields, "do": "save"}).status_code == 302
    assert said in owner.get(f"/sites/{site.key}/edit").text


def test_unfair_wording_is_not_published(owner: Browser, site: Site) -> None:
    """CNIL-05, SAN-04, EDPB-10: 422 with reason and suggestion; visitors see what they saw."""
    write(site, accept="Continuer", refuse="Continuer sans accepter")
    page = owner.get(f"/sites/{site.key}/publish").text
    assert "Not to be published like this" in page
    assert "Write for instance “Reject all”" in page
    assert "Français – Button to refuse" in page
    assert "Publish as version" not in page
    reply = owner.post(f"/sites/{site.key}/publish")
    assert (reply.status_code, SiteRevision.select().count()) == (422, 1)
    assert 'role="alert"' in reply.text
    write(site, accept="J’autorise", refuse="Je n’autorise pas")
    assert owner.post(f"/sites/{site.key}/publish").status_code == 302


def test_vague_wording_is_pointed_out_and_may_be_published(owner: Browser, site: Site) -> None:
    """EDPB-11: a warning leaves the decision to the owner."""
    write(site, body="Des cookies pour améliorer votre expérience.")
    page = owner.get(f"/sites/{site.key}/publish").text
    assert "Some things could be clearer" in page
    assert "Publish as version 2" in page
    assert owner.post(f"/sites/{site.key}/publish").status_code == 302


def test_a_language_that_is_switched_on_comes_with_our_texts(owner: Browser, site: Site) -> None:
    """Each of the 33 is offered; what the owner wrote wins, also when it was off meanwhile."""
    fields = Fields(owner.get(f"/sites/{site.key}/edit").text).values
    assert "texts.de.title" not in fields
    fields["purposes.0.title.en"] = ["Comfort"]
    added = {**fields, "languages": ["fr", "en", "de"], "do": "save"}
    assert owner.post(f"/sites/{site.key}/edit", **added).status_code == 302
    shown = Fields(owner.get(f"/sites/{site.key}/edit").text).values
    assert shown["purposes.1.title.de"] == ["Statistik"]
    without = {**shown, "languages": ["fr"], "purposes.1.title.de": ["Zahlen"], "do": "save"}
    assert owner.post(f"/sites/{site.key}/edit", **without).status_code == 302
    shown = Fields(owner.get(f"/sites/{site.key}/edit").text).values
    assert "purposes.1.title.de" not in shown
    back = {**shown, "languages": ["fr", "en", "de"], "do": "save"}
    assert owner.post(f"/sites/{site.key}/edit", **back).status_code == 302
    raw = json.loads(Site.get_by_id(site.id).draft)
    assert raw["purposes"][0]["title"]["en"] == "Comfort"
    assert raw["purposes"][1]["title"]["de"] == "Zahlen"


@pytest.mark.parametrize(
    ("language", "place", "said"),
    [
        ("en", ", Recipients", "consent platform that it certified"),
        ("fr", ", Destinataires", "plateforme de consentement qu’il a certifiée"),
    ],
)
def test_the_owner_is_told_what_google_asks_for_its_own_advertising(
    owner: Browser, site: Site, language: str, place: str, said: str
) -> None:
    """GCM-07: before publishing, which stays the owner's to decide."""
    User.update(language=language).execute()
    raw = draft_of(site).raw
    marketing = next(one for one in raw["purposes"] if one["key"] == "marketing")
    marketing["vendors"] = [{"key": "google-ads"}]
    save_draft(site, load_document(raw))
    assert said not in owner.get(f"/sites/{site.key}/publish").text
    marketing["vendors"] = [{"key": "google-adsense"}]
    save_draft(site, load_document(raw))
    page = owner.get(f"/sites/{site.key}/publish").text
    assert said in page
    assert f"{place}</a>" in page
    assert owner.post(f"/sites/{site.key}/publish").status_code == 302
