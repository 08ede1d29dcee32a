"""Wording that steers, misleads or weighs the answers unequally is found, fair wording is not."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from temoin.core.errors import InvalidInput
from temoin.core.wording import Level, check_labels, check_text, plain
from temoin.sites.defaults import default_document
from temoin.sites.document import load_document
from temoin.sites.linting import RULES, WORDING, findings, require_fair, rules_of, sentence

STOPPING = [
    ("en", "accept", "Continue", "vague_accept"),
    ("en", "accept", "OK", "vague_accept"),
    ("en", "accept", "Got it", "vague_accept"),
    ("en", "accept", "Accept & close x", "closing"),
    ("en", "accept", "Accept all (recommended)", "recommended"),
    ("en", "refuse", "Continue without accepting", "refusal"),
    ("en", "refuse", "Do not agree", "refusal"),
    ("en", "refuse", "Maybe later", "vague_refuse"),
    ("en", "refuse", "Cookie settings", "vague_refuse"),
    ("en", "refuse", "No thanks, I prefer boring ads", "shame"),
    ("en", "refuse", "Do not decline", "negative"),
    ("en", "close", "Accept and close", "misnamed"),
    ("en", "title", "We value your privacy", "snug"),
    ("en", "title", "Your privacy is important to us", "snug"),
    ("en", "title", "Optimal user experience", "experience"),
    ("en", "title", "Please support us", "emotion"),
    ("en", "body", "To enjoy the site fully, accept cookies.", "access"),
    ("en", "body", "You must accept cookies.", "access"),
    ("en", "body", "Accept to continue.", "access"),
    ("en", "body", "Give us your consent for full access.", "access"),
    ("en", "body", "By continuing to browse you agree to cookies.", "implied"),
    ("en", "body", "Our partners rely on legitimate interest.", "interest"),
    ("fr", "accept", "Continuer", "vague_accept"),
    ("fr", "accept", "J’ai compris", "vague_accept"),
    ("fr", "accept", "Accepter et fermer", "closing"),
    ("fr", "accept", "Tout accepter (recommandé)", "recommended"),
    ("fr", "refuse", "Continuer sans accepter", "refusal"),
    ("fr", "refuse", "Plus tard", "vague_refuse"),
    ("fr", "refuse", "Paramétrer", "vague_refuse"),
    ("fr", "refuse", "Non merci, je préfère des pubs nulles", "shame"),
    ("fr", "refuse", "Ne pas refuser", "negative"),
    ("fr", "close", "Accepter et fermer", "misnamed"),
    ("fr", "title", "Nous respectons votre vie privée", "snug"),
    ("fr", "title", "Le respect de votre vie privée", "snug"),
    ("fr", "title", "Une expérience optimale", "experience"),
    ("fr", "body", "Pour profiter pleinement du site, acceptez les cookies.", "access"),
    ("fr", "body", "Veuillez accepter les cookies.", "access"),
    ("fr", "body", "Acceptez pour accéder à l’article.", "access"),
    ("fr", "body", "En poursuivant votre navigation, vous acceptez les cookies.", "implied"),
    ("fr", "purpose_text", "Fondé sur l’intérêt légitime.", "interest"),
]
WARNING = [
    ("en", "body", "We use cookies to improve your experience.", "experience"),
    ("en", "body", "We and our trusted partners measure visits.", "snug"),
    ("en", "body", "Help us: it is harmless.", "emotion"),
    ("en", "body", "Without cookies some features may not work.", "loss"),
    ("en", "body", "Untick the box if you do not want no cookies.", "negative"),
    ("en", "purpose_title", "Essential cookies", "necessary"),
    ("en", "purpose_detail", "Kept under a legitimate interest.", "interest"),
    ("fr", "body", "Des cookies pour améliorer votre expérience.", "experience"),
    ("fr", "purpose_text", "Améliorer votre navigation.", "experience"),
    ("fr", "body", "Nos partenaires de confiance comptent les visites.", "snug"),
    ("fr", "body", "Aidez-nous, c’est sans danger.", "emotion"),
    ("fr", "body", "Certaines fonctionnalités seront limitées.", "loss"),
    ("fr", "body", "Vous pouvez ne pas refuser.", "negative"),
    ("fr", "purpose_title", "Cookies essentiels", None),
    ("fr", "purpose_title", "Indispensables au site", "necessary"),
]
FAIR = [
    ("en", "accept", "Accept all"),
    ("en", "accept", "Allow"),
    ("en", "refuse", "Don’t allow"),
    ("en", "refuse", "I disagree"),
    ("en", "body", "We count visits to know which pages are read. You may refuse."),
    ("en", "body", "Accept or reject each use; nothing is switched on before."),
    ("en", "title", "Cookies on this site"),
    ("fr", "accept", "J’autorise"),
    ("fr", "refuse", "Je n’autorise pas"),
    ("fr", "refuse", "Je refuse"),
    ("fr", "body", "Nous comptons les visites. Si vous refusez, rien n’est déposé."),
    ("fr", "body", "Vous pouvez accepter ou refuser chaque usage."),
    ("fr", "title", "Gérer vos cookies"),
]


def rules(language: str, place: str, text: str) -> dict[str, Level]:
    remarks = check_text(place, text, rules_of(language))
    return {remark.rule: remark.level for remark in remarks}


@pytest.mark.parametrize(("language", "place", "text", "rule"), STOPPING)
def test_steering_words_stop_publishing(language: str, place: str, text: str, rule: str) -> None:
    """EDPB-10, EDPB-11, CNIL-05, SAN-04, SAN-12."""
    assert rules(language, place, text).get(rule) is Level.ERROR


@pytest.mark.parametrize(("language", "place", "text", "rule"), WARNING)
def test_vague_words_are_pointed_out(language: str, place: str, text: str, rule: Any) -> None:
    """EDPB-11: deceptive snugness, emotional steering, ambiguous words."""
    assert rules(language, place, text) == ({rule: Level.WARNING} if rule else {})


@pytest.mark.parametrize(("language", "place", "text"), FAIR)
def test_fair_words_pass(language: str, place: str, text: str) -> None:
    """CNIL-05: the pairs that the authority names as clear are among them."""
    assert rules(language, place, text) == {}


@pytest.mark.parametrize(
    ("accept", "refuse", "rule"),
    [
        ("Accept all", "Reject all", None),
        ("J’autorise", "Je n’autorise pas", None),
        ("すべて同意する", "すべて拒否する", None),
        (None, None, None),
        ("Accept all", None, "alone"),
        (None, "Reject all", "alone"),
        ("Yes", "Reject every single use", "length"),
        ("Accept all cookies right away", "Reject", "length"),
        ("Accept all!", "Reject all", "marks"),
        ("✔ Accept all", "Reject all", "marks"),
        ("Accept all 🍪", "Reject all", "marks"),
        ("Accept all", "→ Reject all", "marks"),
        ("ACCEPT ALL", "Reject all", "case"),
        ("Allow", "allow ", "same"),
    ],
)
def test_the_two_labels_are_weighed_in_any_language(
    accept: str | None, refuse: str | None, rule: str | None
) -> None:
    """CNIL-04, CNIL-05: neither is longer, louder or decorated."""
    found = {remark.rule: remark.level for remark in check_labels(accept, refuse)}
    assert found == ({rule: Level.ERROR} if rule else {})


@pytest.mark.parametrize(
    "hidden", ["Ac\u00adcept", "ac\u200bcept", "\uff21\uff23CEPT", "Not to accept", "un-accept"]
)
def test_a_hidden_character_hides_no_word(hidden: str) -> None:
    """CNIL-05."""
    assert "refusal" in rules("en", "refuse", hidden)


def test_other_languages_know_their_words_of_accepting() -> None:
    """CNIL-05, SAN-04: also where the rules have no phrases yet, and for a region of a language."""
    for language, label in (("de", "Nicht akzeptieren"), ("de-at", "Nicht zustimmen")):
        assert rules(language, "refuse", label) == {"refusal": Level.ERROR}
    assert rules("xx", "refuse", "accept") == {}


def document(**texts: str) -> dict[str, Any]:
    raw = default_document("Shop", ["shop.example"])
    raw["texts"] = {"fr": texts}
    raw["controller"] = {"name": "Shop Ltd"}
    return load_document(raw).raw


def test_each_finding_names_its_place_and_what_to_write() -> None:
    """EDPB-11: errors first, each with the words found and a suggestion."""
    raw = document(title="Nous respectons votre vie privée", body="Miam, des cookies.")
    raw["purposes"][1]["text"]["fr"] = "Améliorer votre expérience."
    found = findings(raw)
    assert [finding.path for finding in found] == [
        ("texts", "fr", "title"),
        ("texts", "fr", "body"),
        ("purposes", "1", "text", "fr"),
    ]
    assert [finding.is_error for finding in found] == [True, False, False]
    assert "“nous respectons votre vie privée” reassures" in sentence(found[0])


def test_only_languages_that_visitors_see_are_read() -> None:
    raw = document()
    raw["texts"]["en"] = {"title": "We value your privacy"}
    assert findings(raw)
    raw["languages"] = ["fr"]
    assert findings(raw) == []


def test_a_purpose_without_words_in_a_language_is_pointed_out() -> None:
    """EDPB-11: language discontinuity."""
    raw = document()
    raw["purposes"].append(
        {"key": "chat", "title": {"fr": "Messagerie"}, "text": {}, "detail": {}, "vendors": []}
    )
    (found,) = findings(raw)
    assert (found.path, found.remark.rule) == (("purposes", "4", "title", "en"), "missing")


def test_a_banner_that_names_nobody_is_pointed_out() -> None:
    """EDPB-12: a warning, so that sites from before can go on being published."""
    site = load_document({**document(), "controller": {"name": " ", "contact": "dpo@shop.example"}})
    (found,) = findings(site.raw)
    assert (found.path, found.is_error) == (("controller", "name"), False)
    require_fair(site)


def test_a_site_without_a_control_on_its_pages_is_pointed_out() -> None:
    """EDPB-09, CNIL-14: the page has to have one of its own then; in an arm of a test too."""
    raw = document()
    raw["theme"]["reopen"] = "none"
    raw["experiment"] = {"arms": [{"key": "b", "theme": {"reopen": "none"}}]}
    found = findings(load_document(raw).raw)
    arm = ("experiment", "arms", "0", "theme", "reopen")
    assert [finding.path for finding in found] == [("theme", "reopen"), arm]
    assert all("data-temoin-open" in sentence(finding) for finding in found)


def test_publishing_is_refused_with_reason_and_place() -> None:
    """CNIL-05: the reason stands beside the field, as for any wrong field."""
    site = load_document(document(accept="Continuer", refuse="Continuer sans accepter"))
    with pytest.raises(InvalidInput) as caught:
        require_fair(site)
    texts: Any = caught.value.fields["texts"]
    assert set(texts["fr"]) == {"accept", "refuse"}
    assert any("Reject all" in reason for reason in texts["fr"]["refuse"])


def test_every_rule_has_a_sentence_in_every_language() -> None:
    """Reason and suggestion, with the same places; no sentence without a rule."""
    named = set(re.findall(r'"rule": "(\w+)"', "".join(map(_read, RULES.glob("*.json")))))
    in_labels = {"alone", "same", "length", "marks", "case", "refusal", "misnamed"}
    in_code = in_labels | {"missing", "certified", "unnamed", "hidden", "exempt_tracker"}
    spoken = {path.stem: json.loads(_read(path)) for path in WORDING.glob("*.json")}
    assert set(spoken) == {"en", "fr"}
    keys = {f"wording.{rule}" for rule in named | in_code}
    for texts in spoken.values():
        told = {key for key in texts if key.startswith("wording.")}
        assert told - {"wording.error", "wording.warning", "wording.refused"} == keys
        for key in keys:
            assert ("{found}" in texts[key]) == ("{found}" in spoken["en"][key])


@settings(max_examples=300)
@given(
    st.text(st.characters(codec=None)),
    st.text(st.characters(codec=None)),
    st.sampled_from([path.stem for path in RULES.glob("*.json")]),
    st.sampled_from(["accept", "refuse", "title", "body", "purpose_text", "anything"]),
)
def test_no_text_breaks_the_rules(text: str, other: str, language: str, place: str) -> None:
    """R16: whatever an owner writes, and nothing that is found is not in the text."""
    for remark in check_text(place, text, rules_of(language)):
        assert remark.found
        assert remark.found in plain(text)
    assert all(remark.level is Level.ERROR for remark in check_labels(text, other))


def _read(path: Any) -> str:
    return str(path.read_text(encoding="utf-8"))
