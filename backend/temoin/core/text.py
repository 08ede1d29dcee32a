"""Text safety: what may be stored, and how languages are named."""

from __future__ import annotations

import re

from temoin.core.languages import nearest_language

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
RTL_LANGUAGES = frozenset({"ar", "he", "fa", "ur"})


def is_storable(text: str) -> bool:
    """Whether every database takes this text: no NUL, lone surrogate or control character.

    A lone surrogate passes JSON and length checks and blows up at the database bind.
    """
    return text.isprintable() or not any(map(_cannot_be_stored, text))


def _cannot_be_stored(char: str) -> bool:
    is_control = (char < " " and char not in "\t\n\r") or char == "\x7f"
    return is_control or "\ud800" <= char <= "\udfff"


def language_tag(text: str) -> str | None:
    """`fr-ca` from `fr_CA`; None when it is no language tag (RFC 5646, short form)."""
    tag = text.replace("_", "-").lower()
    return tag if _LANGUAGE.fullmatch(tag) else None


def best_language(wanted: str | None, available: list[str]) -> str:
    """The available language nearest to the wanted one; the first available when none fits."""
    return nearest_language(wanted, available) or available[0]


def direction(language: str) -> str:
    """`rtl` for languages written from right to left, else `ltr` (A11Y-11)."""
    return "rtl" if language.partition("-")[0] in RTL_LANGUAGES else "ltr"
