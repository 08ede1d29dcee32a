"""Texts of the account pages: the same keys and places in every language, and none missing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import temoin.accounts

FOLDER = Path(temoin.accounts.__file__).parent
TEXTS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in (FOLDER / "wording").glob("*.json")
}
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in FOLDER.rglob("*")
    if path.suffix in (".py", ".html")
)


def test_every_language_has_the_same_keys() -> None:
    assert len(TEXTS) >= 2
    assert len({frozenset(texts) for texts in TEXTS.values()}) == 1


@pytest.mark.parametrize("key", sorted(TEXTS["en"]))
def test_a_text_has_the_same_places_in_every_language(key: str) -> None:
    places = {frozenset(re.findall(r"\{(\w+)\}", texts[key])) for texts in TEXTS.values()}
    assert len(places) == 1
    assert all(texts[key].strip() for texts in TEXTS.values())


def test_every_key_that_is_named_has_a_text() -> None:
    named = set(re.findall(r"[\"'](accounts(?:\.\w+)+\w)[\"']", SOURCES))
    assert len(named) > 60
    assert named - TEXTS["en"].keys() == set()


def test_every_text_is_used() -> None:
    made_up = r"accounts\.(role|scope|done|setup)\."
    unused = [key for key in TEXTS["en"] if key not in SOURCES and not re.match(made_up, key)]
    assert unused == []
