"""Notices: every item the law asks, refused while one is missing, kept as they were read."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import temoin.notices
from temoin.accounts.models import Organisation, User
from temoin.accounts.roles import Role
from temoin.adapters.clock import now_ms
from temoin.core.errors import InvalidInput
from temoin.ledger.auditing import audit
from temoin.ledger.models import LogLeaf, SiteLog
from temoin.notices.mentions import confirmation_mail, mentions, opt_ins
from temoin.notices.models import NoticeVersion
from temoin.notices.rendering import as_markdown, sentences
from temoin.notices.service import compose, latest, publish_notice
from temoin.sites.document import load_document
from temoin.sites.models import Site
from temoin.sites.service import draft_of, publish, save_draft
from temoin.web.services import Services
from tests.feature.people import Browser, make_user
from tests.feature.register.conftest import CONTROLLER, ORDERS

SENTENCES = Path(temoin.notices.__file__).parent / "sentences"
BEFORE, AFTER = date(2026, 8, 10), date(2026, 8, 11)
MS_OF_DAY = {day: int((day - date(1970, 1, 1)).days) * 86_400_000 for day in (BEFORE, AFTER)}
CALLS = {
    **ORDERS,
    "key": "calls",
    "basis": "consent",
    "asked": "form",
    "data": {"known": ["phone"]},
    "title": {"fr": "Appels", "en": "Calls"},
}


def change(app: Flask, site: Site, **fields: Any) -> Site:
    """Publish the site with these fields, and these purposes added to it."""
    raw = draft_of(site).raw
    raw["purposes"] += fields.pop("more", [])
    publish(save_draft(site, load_document({**raw, **fields})))
    app.extensions["temoin_sites"].forget(site.key)
    found: Site = Site.get_by_id(site.id)
    return found


@pytest.fixture
def told(app: Flask, site: Site) -> Site:
    raw = draft_of(site).raw
    raw["purposes"][2]["vendors"] = [{"key": "meta-pixel"}, {"key": "own", "name": "<b>*Ads*</b>"}]
    raw["purposes"][3]["vendors"] = [{"key": "youtube"}]
    save_draft(site, load_document(raw))
    return change(app, Site.get_by_id(site.id), controller=CONTROLLER, more=[ORDERS])


@pytest.fixture
def editor(app: Flask, organisation: Organisation) -> Browser:
    return Browser(app, make_user("editor@shop.example", {organisation: Role.EDITOR}))


def text_of(kind: str, site: Site, language: str, at: int = MS_OF_DAY[AFTER]) -> str:
    return "\n".join(sentences(compose(kind, draft_of(site).raw, language, at)))


def test_the_privacy_notice_has_every_item_of_articles_13_and_14(told: Site) -> None:
    """GDPR-09: each item of the two articles, in either language."""
    raw = draft_of(told).raw
    raw["purposes"][-1] |= {
        "basis": "legitimate_interests",
        "interest": {"fr": "Éviter la fraude.", "en": "Prevent fraud."},
        "source": {"fr": "Le registre du commerce.", "en": "The trade register."},
        "automated": {"fr": "Un score.", "en": "A score."},
    }
    site = save_draft(told, load_document(raw))
    french = text_of("privacy", site, "fr")
    for item in (
        *("Boutique SARL", "vie-privee@shop.example", "1 rue de la Paix", "dpo@shop.example"),
        *("Vos commandes", "intérêt légitime (art. 6, 1, f)", "Éviter la fraude."),
        *("pointure", "clients", "nos transporteurs", "Le registre du commerce."),
        *("Meta Platforms Ireland Limited (Irlande)", "États-Unis : clauses contractuelles types"),
        *("10 ans", "Code de commerce.", "Sans elles, pas de livraison.", "Un score."),
        *("article 15", "article 16", "article 17", "article 18", "article 20", "article 21"),
        *("retirer à tout moment un consentement", "(CNIL)", "https://www.cnil.fr/"),
        *("Vous êtes libre d’accepter ou de refuser",),
    ):
        assert item in french, item
    english = text_of("privacy", site, "en")
    for item in ("Prevent fraud.", "our carriers", "10 years", "A score."):
        assert item in english, item


def test_no_language_is_mixed_into_another(told: Site) -> None:
    english, french = text_of("privacy", told, "en"), text_of("privacy", told, "fr")
    assert not {*"éèêàç"} & {*english.replace("l’informatique et des libertés", "")}
    for words in ("Kept for", "Recipients", "Legal basis", "You may"):
        assert words not in french


def test_a_missing_item_refuses_and_is_named(app: Flask, editor: Browser, told: Site) -> None:
    """GDPR-09: nothing is published, and the page says what to write and where."""
    site = change(app, told, controller={**CONTROLLER, "address": ""}, more=[])
    with pytest.raises(InvalidInput) as caught:
        publish_notice(site, "privacy", now_ms())
    assert caught.value.fields == {"controller.address": ["the postal address"]}
    reply = editor.post(f"/sites/{site.key}/notices", kind="privacy")
    assert reply.status_code == 422
    assert f'/sites/{site.key}/controller#address"' in reply.text
    assert NoticeVersion.select().count() == 0
    assert editor.get(f"/p/{site.key}/privacy").status_code == 404


def test_a_text_missing_in_one_language_refuses_too(app: Flask, told: Site) -> None:
    purposes = draft_of(told).raw["purposes"]
    purposes[-1]["mandatory"] = {"fr": "Oui."}
    site = change(app, told, purposes=purposes)
    with pytest.raises(InvalidInput) as caught:
        publish_notice(site, "privacy", now_ms())
    assert list(caught.value.fields) == ["orders.mandatory"]


def test_the_cookie_policy_lists_every_tracker_by_purpose_and_service(told: Site) -> None:
    """CNIL-09, CNIL-19: with its life, exempt ones too, and whether a service acts for itself."""
    policy = text_of("cookies", told, "fr")
    assert "Meta Pixel, _fbp, cookie, 3 mois" in policy
    assert "YouTube, YSC, cookie du service, jusqu’à la fermeture du navigateur" in policy
    assert "Meta Pixel utilise aussi ces données pour lui-même" in policy
    assert "https://policies.google.com/privacy" in policy
    assert "Shop (Temoin), eu-consent, cookie, 6 mois" in policy
    assert "Shop (Temoin), temoin_id, cookie, 13 mois" in policy
    assert "Ses traceurs se passent de consentement" in policy
    assert "Vos commandes" not in policy


def test_measuring_without_consent_is_told_with_the_way_to_object(app: Flask, told: Site) -> None:
    """AUD-04, AUD-08."""
    assert "Mesure d’audience\nNous mesurons" not in text_of("cookies", told, "fr")
    exemption = {"category": "audience_measurement", "reason": {"fr": "Oui.", "en": "Yes."}}
    measured = {**ORDERS, "key": "audience", "exemption": exemption}
    site = change(app, told, more=[measured])
    policy = text_of("cookies", site, "en")
    assert "We measure the audience of this site alone" in policy
    assert "you can object at any time" in policy


def test_versions_are_kept_as_they_were_and_told_apart_in_words(
    app: Flask, client: FlaskClient, told: Site
) -> None:
    """GDPR-09: a new text is a new version; the old one stays readable."""
    assert len(publish_notice(told, "privacy", MS_OF_DAY[BEFORE])) == 2
    assert publish_notice(told, "privacy", MS_OF_DAY[BEFORE]) == []
    purposes = draft_of(told).raw["purposes"]
    purposes[-1]["retention"] = {"months": 60, "reason": {"fr": "Cinq ans.", "en": "Five years."}}
    site = change(app, told, purposes=purposes)
    publish_notice(site, "privacy", MS_OF_DAY[AFTER])
    page = client.get(f"/p/{site.key}/privacy?l=en")
    assert "Version 2, 2026-08-11" in page.text
    assert "<ins>Kept for: 5 years. Five years.</ins>" in page.text
    assert "<del>Kept for: 10 years. Commercial code.</del>" in page.text
    old = client.get(f"/p/{site.key}/privacy?l=en&v=1").text
    assert "read the one in force" in old
    assert "Kept for: 10 years." in old.partition("<h2>Versions")[0]
    assert client.get(f"/p/{site.key}/privacy?v=3").status_code == 404


def test_a_published_notice_is_a_leaf(app: Flask, told: Site, services: Services) -> None:
    """LOG-10: and a text that was changed afterwards is found."""
    made = publish_notice(told, "cookies", 1)
    log = SiteLog.get(SiteLog.site == told.id)
    assert LogLeaf.select().where(LogLeaf.kind == "notice").count() == len(made) > 0
    assert audit(log, services, 1).problems == "[]"
    NoticeVersion.update(content="[]").where(NoticeVersion.id == made[0].id).execute()
    assert "is gone" in audit(log, services, 2).problems


def test_the_public_page_sets_nothing_and_falls_back_to_the_sites_language(
    client: FlaskClient, told: Site
) -> None:
    """R12, V8: no cookie, the owner's words as text, and one whole language."""
    publish_notice(told, "cookies", now_ms())
    reply = client.get(f"/p/{told.key}/cookies?l=de")
    assert reply.status_code == 200
    assert "Set-Cookie" not in reply.headers
    assert '<html lang="fr"' in reply.text
    assert "&lt;b&gt;*Ads*&lt;/b&gt;" in reply.text
    assert "<script" not in reply.text
    assert '<a href="https://policies.google.com/privacy" rel="noopener">' in reply.text
    assert client.get("/p/nobodyhere/cookies").status_code == 404


def test_pages_of_the_site_read_the_policy_in_force(
    app: Flask, client: FlaskClient, told: Site
) -> None:
    """CNIL-19: in the nearest language, for any origin without credentials, and cached shortly."""
    address = f"/p/{told.key}/cookies.json"
    for path in (address, "/p/nobodyhere/cookies.json"):
        nothing = client.get(path)
        assert (nothing.status_code, nothing.get_json()) == (404, {})
        assert nothing.headers["Access-Control-Allow-Origin"] == "*"
    publish_notice(told, "cookies", MS_OF_DAY[BEFORE])
    site = change(app, told, controller={**CONTROLLER, "name": "Another SARL"})
    publish_notice(site, "cookies", MS_OF_DAY[AFTER])
    reply = client.get(f"{address}?l=en-GB")
    policy = reply.get_json()
    version = latest(site.id, "cookies", "en")
    assert version is not None
    assert policy.pop("blocks") == json.loads(version.content)
    assert policy == {
        "language": "en",
        "direction": "ltr",
        "title": "Cookie policy of Shop",
        "number": 2,
        "date": "2026-08-11",
    }
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["Cache-Control"] == "public, max-age=300"
    assert {"Access-Control-Allow-Credentials", "Set-Cookie"}.isdisjoint(reply.headers.keys())
    again = client.get(f"{address}?l=en-GB", headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"{address}?l=de").get_json()["language"] == "fr"


def test_markdown_holds_words_and_no_markup_of_the_owners(editor: Browser, told: Site) -> None:
    """V8."""
    publish_notice(told, "cookies", now_ms())
    reply = editor.get(f"/sites/{told.key}/notices.md?kind=cookies&l=fr")
    assert reply.mimetype == "text/markdown"
    assert "\\<b\\>\\*Ads\\*\\</b\\>" in reply.text
    assert reply.text.startswith("# Politique de cookies de Shop\n")
    assert as_markdown("a\nb", [{"text": "# x\n- y"}]) == "# a b\n\n\\# x - y\n"
    assert editor.get(f"/sites/{told.key}/notices.md?kind=privacy&l=fr").status_code == 422


def test_mentions_say_what_the_purpose_of_the_form_says(told: Site) -> None:
    """GDPR-09, for forms: who, what for, basis, period, rights, where to read all."""
    (mention,) = mentions(draft_of(told).raw, "fr", "https://c.example/p/x/privacy", AFTER)
    assert mention.key == "orders"
    for item in (
        *("Boutique SARL", "Livrer ce que vous commandez.", "contrat", "10 ans"),
        *("rectifier", "vie-privee@shop.example", "CNIL", "https://c.example/p/x/privacy"),
    ):
        assert item in mention.text


def test_the_law_on_calls_is_that_of_the_day(app: Flask, told: Site) -> None:
    """Bloctel until 10 August 2026, consent from the 11th; in France alone."""
    site = change(app, told, more=[CALLS])
    raw = draft_of(site).raw
    for day, has_bloctel in ((BEFORE, True), (AFTER, False)):
        notice = text_of("privacy", site, "fr", MS_OF_DAY[day])
        mention = mentions(raw, "fr", "", day)[-1].text
        for told_then in (notice, mention):
            assert ("bloctel.gouv.fr" in told_then) == has_bloctel
            assert ("que si vous y avez consenti" in told_then) != has_bloctel
    raw["controller"]["country"] = "BE"
    assert "bloctel" not in mentions(raw, "fr", "", BEFORE)[-1].text


def test_boxes_and_the_mail_name_who_asks_and_advertise_nothing(told: Site) -> None:
    """Neutral words: no advertising, nothing but who asks and what for."""
    raw = draft_of(told).raw
    boxes = [one.text for one in opt_ins(raw, "en")]
    assert len(boxes) == 4
    assert all("Boutique SARL" in box for box in boxes)
    mail = confirmation_mail(raw, "fr")
    assert "{confirm}" in mail.text
    assert "{date}" in mail.text
    assert "http" not in mail.text


def test_words_with_braces_are_words(app: Flask, told: Site) -> None:
    """V8: what an owner writes is never read as a place to fill in."""
    site = change(app, told, controller={**CONTROLLER, "name": "{name.__class__} {x}"})
    assert "{name.__class__} {x} décide" in text_of("privacy", site, "fr")


def test_the_dashboard_publishes_and_shows_texts_to_copy(editor: Browser, told: Site) -> None:
    path = f"/sites/{told.key}/notices"
    page = editor.get(path).text
    assert "Publish" in page
    assert "Your orders" in page
    assert editor.post(path, kind="cookies").status_code == 302
    version = latest(told.id, "cookies", "en")
    assert version is not None
    assert User.get_by_id(version.published_by).email == "editor@shop.example"
    assert f"/p/{told.key}/cookies" in editor.get(path).text
    assert editor.post(path, kind="other").status_code == 422


def test_sentences_are_the_same_in_all_languages_with_the_same_places() -> None:
    files = [json.loads(path.read_text("utf-8")) for path in SENTENCES.glob("*.json")]
    assert len(files) >= 2
    first, *others = files
    for other in others:
        assert first.keys() == other.keys()
        for key, said in first.items():
            found = (set(re.findall(r"{(\w+)}", one)) for one in (said, other[key]))
            assert len({frozenset(places) for places in found}) == 1, key
