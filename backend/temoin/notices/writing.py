"""Sentences of notices by language, and the blocks that a notice is made of.

Sentences are plain data without logic; a language is added by adding a file. What an owner wrote
is text: a block holds it as it is, and whoever draws the block escapes it (V8).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FALLBACK = "en"
Block = dict[str, Any]  # {"heading"} | {"text"} | {"items"} | {"head", "rows"}; heading has a level
Say = Callable[..., str]


@cache
def languages() -> tuple[str, ...]:
    """Languages that notices are written in."""
    return tuple(sorted(path.stem for path in (FOLDER / "sentences").glob("*.json")))


def spoken(document: Mapping[str, Any]) -> list[str]:
    """Languages of the site that notices speak, its first one first; else English."""
    return [tag for tag in document["languages"] if tag in languages()] or [FALLBACK]


def sayer(language: str) -> Say:
    """Gives sentences of one language, their `{name}` places filled in."""
    texts = _sentences(language)

    def say(key: str, /, **values: object) -> str:
        # Only places are filled in: what an owner wrote is never read as a sentence with places.
        return texts[key].format(**values)

    return say


def heading(text: str, level: int = 2) -> Block:
    """A heading of a section (2) or a part of it (3)."""
    return {"heading": text, "level": level}


def text(words: str) -> Block:
    """A paragraph."""
    return {"text": words}


def items(listed: Sequence[str]) -> Block:
    """A list."""
    return {"items": list(listed)}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Block:
    """A table with its head."""
    return {"head": list(head), "rows": [list(row) for row in rows]}


def law(key: str, language: str, country: str, day: date) -> str:
    """A dated sentence of the law of a country; empty when it does not hold there on this day."""
    for fact in _laws():
        is_begun = day >= date.fromisoformat(fact.get("from", "0001-01-01"))
        is_over = day >= date.fromisoformat(fact.get("until", "9999-12-31"))
        if fact["key"] == key and country in fact["countries"] and is_begun and not is_over:
            return str(fact[language])
    return ""


@cache
def _sentences(language: str) -> dict[str, str]:
    path = FOLDER / "sentences" / f"{language}.json"
    loaded: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@cache
def _laws() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(
        (FOLDER / "data" / "laws.json").read_text(encoding="utf-8")
    )
    return loaded
