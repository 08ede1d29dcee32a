"""A sensible first configuration: French and English, four purposes, everything off (GDPR-13)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from temoin.sites.theme import default_theme

_PURPOSES = Path(__file__).parent / "purposes.json"


@cache
def _purposes() -> str:
    return _PURPOSES.read_text(encoding="utf-8")


def offered_languages() -> list[str]:
    """Languages that a new site has texts in."""
    return list(json.loads(_purposes())[0]["title"])


def default_document(name: str, domains: list[str], language: str = "fr") -> dict[str, Any]:
    """The draft of a new site whose first language is `language` (fr or en first, both offered)."""
    purposes = json.loads(_purposes())
    offered = list(purposes[0]["title"])
    languages = [language] if language in offered else []
    return {
        "name": name,
        "domains": domains,
        "languages": languages + [known for known in offered if known not in languages],
        "policy_url": {},
        "purposes": purposes,
        "texts": {},
        "theme": default_theme(),
    }
