"""Finds wording that steers, misleads or weighs the two answers unequally (EDPB-10, EDPB-11).

The rules of a language are data; what is true of labels in every language is written here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

# "J'autorise" and "Je n'autorise pas" are a fair pair (CNIL-05), so that much may differ.
LONGEST_LABEL = 2.0
_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


class Level(StrEnum):
    """An error stops publishing; a warning is shown and may be right in its place."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that a rule finds; `places` are the texts it looks at, all when empty."""

    rule: str
    level: Level
    pattern: re.Pattern[str]
    places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """One language: how its words of accepting begin, and its phrases, the gravest first."""

    accepting: tuple[re.Pattern[str], ...] = ()
    phrases: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule found in one text; `found` are the words, empty when it is their form."""

    place: str
    rule: str
    level: Level
    found: str = ""


def plain(text: str) -> str:
    """The text as rules read it: small letters, one kind of space and apostrophe, none hidden."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _SPACES.sub(" ", visible.replace("’", "'").replace("\u02bc", "'")).strip().lower()


def check_text(place: str, text: str, rules: Rules) -> Iterator[Remark]:
    """Remarks on one text: `title`, `body`, `accept`, `purpose_title`, …; one for each rule."""
    words = plain(text)
    told: set[str] = set()
    for phrase in rules.phrases:
        if phrase.rule in told or (phrase.places and place not in phrase.places):
            continue
        found = phrase.pattern.search(words)
        if found:
            told.add(phrase.rule)
            yield Remark(place, phrase.rule, phrase.level, found[0])
    said = accepting_word(words, rules)
    if said and place in ("refuse", "close", "customise"):
        rule = "refusal" if place == "refuse" else "misnamed"
        yield Remark(place, rule, Level.ERROR, said)


def check_labels(accept: str | None, refuse: str | None) -> Iterator[Remark]:
    """Remarks on the two labels as a pair, whatever their language; None is one of ours.

    Ours are a pair, so an owner writes both or none.
    """
    if not accept or not refuse:
        if accept or refuse:
            yield Remark("accept" if accept else "refuse", "alone", Level.ERROR)
        return
    one, other = plain(accept), plain(refuse)
    if one == other:
        yield Remark("refuse", "same", Level.ERROR)
    shorter, longer = sorted((len(one), len(other)))
    if longer > LONGEST_LABEL * shorter:
        yield Remark("refuse", "length", Level.ERROR)
    if _marks(accept) != _marks(refuse):
        yield Remark("accept", "marks", Level.ERROR)
    if _is_shouted(accept) != _is_shouted(refuse):
        yield Remark("accept", "case", Level.ERROR)


def accepting_word(words: str, rules: Rules) -> str:
    """The first word of accepting in a plain text, empty when there is none."""
    found = (pattern.search(words) for pattern in rules.accepting)
    return next((match[0] for match in found if match), "")


def _marks(label: str) -> tuple[bool, bool]:
    """Whether it has exclamation marks, and whether it has emoji, arrows or other symbols."""
    has_symbols = any(unicodedata.category(char) in ("So", "Sm", "Sk") for char in label)
    return any(mark in label for mark in "!\uff01¡"), has_symbols


def _is_shouted(label: str) -> bool:
    letters = [char for char in label if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters)
