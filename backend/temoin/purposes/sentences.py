"""Sentences about purposes in a language, for whoever has no page: commands, the API, files."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from temoin.purposes.vocabulary import FALLBACK

WORDING = Path(__file__).parent / "wording"


def sentence(language: str, key: str, /, **values: object) -> str:
    """The text of a key in the language, else in English, its `{name}` places filled in."""
    texts = _texts(language) or _texts(FALLBACK)
    return texts[key].format(**values) if values else texts[key]


def languages() -> list[str]:
    """Languages that there are sentences in."""
    return sorted(path.stem for path in WORDING.glob("*.json"))


@cache
def _texts(language: str) -> dict[str, str]:
    path = WORDING / f"{language}.json"
    if not language.isalnum() or not path.is_file():
        return {}
    loaded: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return loaded
