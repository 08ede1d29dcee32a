"""Text safety and languages."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.core.text import best_language, direction, is_storable, language_tag


@given(st.text(st.characters(codec=None)))
def test_storable_text_survives_the_database(text: str) -> None:
    """A lone surrogate passes JSON and length checks and blows up at the bind."""
    if not is_storable(text):
        return
    with sqlite3.connect(":memory:") as database:
        assert database.execute("select ?", (text,)).fetchone() == (text,)
    assert "\x00" not in text


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "\x1b[31m", "\x7f"])
def test_control_characters_and_surrogates_are_not_storable(text: str) -> None:
    assert not is_storable(text)


@pytest.mark.parametrize("text", ["Été à Paris", "日本語", "line\nline", "👩‍👩‍👧", "\u200f"])
def test_ordinary_text_is_storable(text: str) -> None:
    assert is_storable(text)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("fr", "fr"), ("fr_CA", "fr"), ("en-GB", "en"), ("de", "fr"), (None, "fr"), ("../x", "fr")],
)
def test_the_nearest_language_is_served(wanted: str | None, expected: str) -> None:
    assert best_language(wanted, ["fr", "en"]) == expected


def test_language_tags_have_one_spelling() -> None:
    assert [language_tag(text) for text in ("pt_BR", "EN", "x", "é")] == ["pt-br", "en", None, None]
    assert (direction("ar-eg"), direction("fr")) == ("rtl", "ltr")
