"""Wordings of the banner, one file a language: adding a language is adding a file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from temoin.core.languages import nearest_language

FALLBACK = "en"
Texts = dict[str, dict[str, str]]


@cache
def wordings(language: str) -> Texts:
    """Texts of `banner`, `panel` and `necessary` in this language, or in English."""
    tag = nearest_language(language, languages()) or FALLBACK
    path = Path(__file__).parent / f"{tag}.json"
    loaded: Texts = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@cache
def languages() -> tuple[str, ...]:
    """Languages that have wordings of their own."""
    return tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.json")))
