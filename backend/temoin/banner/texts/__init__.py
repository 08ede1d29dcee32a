"""Wordings of the banner, one file a language: adding a language is adding a file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

FALLBACK = "en"
Texts = dict[str, dict[str, str]]


@cache
def wordings(language: str) -> Texts:
    """Texts of `banner`, `panel` and `necessary` in this language, or in English."""
    folder = Path(__file__).parent
    path = folder / f"{language.partition('-')[0]}.json"
    if not path.exists():
        path = folder / f"{FALLBACK}.json"
    loaded: Texts = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def languages() -> list[str]:
    """Languages that have wordings of their own."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.json"))
