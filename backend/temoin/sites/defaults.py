"""A sensible first configuration: four purposes, everything off (GDPR-13), and their texts.

The texts are one file a language, so a language is added by adding a file.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from temoin.core.languages import nearest_language
from temoin.purposes import facts
from temoin.sites.theme import default_theme

PURPOSES = ("preferences", "statistics", "marketing", "media")
WORDS = ("title", "text", "detail")
_FOLDER = Path(__file__).parent / "purposes"
_BESIDE = ("fr", "en")  # what a new site speaks besides its owner's language
Words = dict[str, dict[str, str]]


@cache
def offered_languages() -> tuple[str, ...]:
    """Languages that the default purposes have texts in."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


@cache
def shipped_words(language: str) -> Words:
    """`title`, `text` and `detail` of each default purpose; empty when no language is near."""
    tag = nearest_language(language, offered_languages())
    if tag is None:
        return {}
    words: Words = json.loads((_FOLDER / f"{tag}.json").read_text(encoding="utf-8"))
    return words


def default_document(name: str, domains: list[str], language: str = "fr") -> dict[str, Any]:
    """The draft of a new site: `language` first, if there are texts in it, then French, English."""
    first = [language] if language in offered_languages() else []
    languages = first + [other for other in _BESIDE if other != language]
    return {
        "name": name,
        "domains": domains,
        "languages": languages,
        "policy_url": {},
        "purposes": [_default_purpose(key, languages) for key in PURPOSES],
        "texts": {},
        "theme": default_theme(),
    }


def fill_words(document: dict[str, Any]) -> None:
    """Give default purposes the shipped words in languages of the site that the owner left out.

    What the owner wrote stays. Details that are written in no language stay unwritten, unless
    the purpose came without any words.
    """
    for purpose in document["purposes"]:
        if purpose["key"] in PURPOSES:
            _fill(purpose, document["languages"])


def _fill(purpose: dict[str, Any], languages: list[str]) -> None:
    is_bare = not any(purpose.get(what) for what in WORDS)
    for what in WORDS:
        words: dict[str, str] = purpose.get(what) or {}
        if not words and not is_bare:
            continue
        for language in languages:
            shipped = shipped_words(language).get(purpose["key"], {})
            if not words.get(language) and what in shipped:
                words[language] = shipped[what]
        purpose[what] = words
    retention = purpose["retention"]
    shipped_reason = facts.shipped_reason(purpose["key"], retention["months"])
    if all(shipped_reason.get(tag) == said for tag, said in retention["reason"].items()):
        spoken = {tag: said for tag, said in shipped_reason.items() if tag in languages}
        retention["reason"] = {**retention["reason"], **spoken}


def _default_purpose(key: str, languages: list[str]) -> dict[str, Any]:
    words = {
        what: {language: shipped_words(language)[key][what] for language in languages}
        for what in WORDS
    }
    return {"key": key, **words, "vendors": []}
