"""Languages by tag, and the texts that come with the service in each of them."""

from __future__ import annotations

import re
import unicodedata

import pytest

from temoin.banner.texts import languages, wordings
from temoin.core.languages import NAMES, nearest_language
from temoin.core.text import direction, language_tag
from temoin.core.wording import accepting_word, plain
from temoin.sites.defaults import PURPOSES, WORDS, offered_languages, shipped_words
from temoin.sites.linting import findings, rules_of
from temoin.sites.theme import default_theme

OFFICIAL = [
    "bg", "hr", "cs", "da", "nl", "en", "et", "fi", "fr", "de", "el", "hu",
    "ga", "it", "lv", "lt", "mt", "pl", "pt", "ro", "sk", "sl", "es", "sv",
]  # fmt: skip
MORE = ["no", "is", "uk", "tr", "ar", "he", "pt-br", "ja", "zh-cn"]
ALL = sorted(OFFICIAL + MORE)
SENTENCES = (
    "body", "withdraw_hint", "saved", "gpc", "intro", "no_vendors", "running", "except", "text",
    "detail", "scope",
)  # fmt: skip


def every_text(language: str) -> dict[str, str]:
    """All shipped texts of a language by a path such as `banner.title`."""
    parts = {**wordings(language), **shipped_words(language)}
    return {f"{part}.{name}": text for part, own in parts.items() for name, text in own.items()}


@pytest.mark.parametrize(
    ("wanted", "available", "expected"),
    [
        ("zh", ["fr", "zh-cn"], "zh-cn"),
        ("zh-CN", ["fr", "zh-cn"], "zh-cn"),
        ("zh-Hans-CN", ["fr", "zh-cn"], "zh-cn"),
        ("nb-NO", ["fr", "no"], "no"),
        ("nn", ["fr", "no"], "no"),
        ("no", ["fr", "nb"], "nb"),
        ("pt-BR", ["pt", "pt-br"], "pt-br"),
        ("pt-AO", ["pt-br", "pt"], "pt"),
        ("pt_BR", ["pt"], "pt"),
        ("iw", ["he"], "he"),
        ("fil", ["fi"], None),
        ("", ["fr"], None),
        (None, ["fr"], None),
        ("-", ["fr"], None),
    ],
)
def test_the_nearest_language_is_found(
    wanted: str | None, available: list[str], expected: str | None
) -> None:
    """A11Y-11: whatever browsers and pages call it."""
    assert nearest_language(wanted, available) == expected


def test_all_official_languages_and_nine_more_have_texts() -> None:
    """EDPB-11: no language discontinuity: banner, panel and purposes speak the same ones."""
    assert list(languages()) == list(offered_languages()) == sorted(NAMES) == ALL
    assert len(OFFICIAL) == 24
    assert all(language_tag(tag) == tag for tag in ALL)


@pytest.mark.parametrize("language", ALL)
def test_a_language_has_every_text(language: str) -> None:
    """The same keys in the same order, no text empty, the places of English kept."""
    ours, english = every_text(language), every_text("en")
    assert list(ours) == list(english)
    assert tuple(shipped_words(language)) == PURPOSES
    assert all(tuple(words) == WORDS for words in shipped_words(language).values())
    for path, text in ours.items():
        places = (re.findall(r"{\w*}", one) for one in (text, english[path]))
        assert len({tuple(sorted(found)) for found in places}) == 1, path


@pytest.mark.parametrize("language", ALL)
def test_a_text_is_clean(language: str) -> None:
    """NFC, no control or invisible character, no space too many, sentences end as such."""
    for path, text in every_text(language).items():
        assert text.strip(), path
        assert text == text.strip() == unicodedata.normalize("NFC", text), path
        kinds = {unicodedata.category(char) for char in text}
        assert not kinds & {"Cc", "Cf", "Co", "Cs", "Cn", "So"}, path
        assert "  " not in text, path
        if path.rpartition(".")[2] in SENTENCES:
            assert text[-1] in ".。", path


def test_languages_are_written_in_their_own_script_and_direction() -> None:
    """A11Y-11: Arabic and Hebrew from right to left, all others from left to right."""
    assert [tag for tag in ALL if direction(tag) == "rtl"] == ["ar", "he"]
    for language in ALL:
        accept = wordings(language)["banner"]["accept"]
        strong = {unicodedata.bidirectional(char) for char in accept} & {"L", "R", "AL"}
        assert strong == ({"ar": {"AL"}, "he": {"R"}}.get(language, {"L"})), language


@pytest.mark.parametrize("language", ALL)
def test_accepting_and_refusing_are_said_alike(language: str) -> None:
    """CNIL-05, SAN-04: labels of like length; no word of accepting in the refusal."""
    banner, panel = wordings(language)["banner"], wordings(language)["panel"]
    accept, refuse = banner["accept"], banner["refuse"]
    assert (panel["accept"], panel["refuse"]) == (accept, refuse)
    assert 0.6 <= len(accept) / len(refuse) <= 1.6
    assert accepting_word(plain(accept), rules_of(language))
    assert not accepting_word(plain(refuse), rules_of(language))


@pytest.mark.parametrize("language", ALL)
def test_the_hint_names_the_button_that_opens_the_choices_again(language: str) -> None:
    """CNIL-14: what is promised in words is what the visitor finds."""
    banner = wordings(language)["banner"]
    assert banner["reopen"] in banner["withdraw_hint"]


@pytest.mark.parametrize("language", ALL)
def test_our_own_texts_pass_our_own_rules(language: str) -> None:
    """EDPB-10, EDPB-11, CNIL-05, SAN-12: 0 findings, in French and English by all rules."""
    document = {
        "languages": [language],
        "controller": {"name": "Shop Ltd"},
        "theme": default_theme(),
        "texts": {
            language: {
                **wordings(language)["panel"],
                **wordings(language)["running"],
                **wordings(language)["controller"],
                **wordings(language)["banner"],
            }
        },
        "purposes": [
            {"key": key, "vendors": [], **{what: {language: words[what]} for what in WORDS}}
            for key, words in shipped_words(language).items()
        ],
    }
    assert findings(document) == []
    assert rules_of(language).accepting
    assert bool(rules_of(language).phrases) == (language in ("fr", "en"))


def test_french_keeps_its_spaces_before_high_punctuation() -> None:
    for path, text in every_text("fr").items():
        assert not re.search(r"[^\u00a0\u202f][:;!?»]|«[^\u00a0\u202f]", text), path
