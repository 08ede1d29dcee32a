"""The words in which processing is described: keys, their names by language, and their DPV IRIs.

A language is added by giving each entry its name in it; keys never change, as documents hold them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "data"
FALLBACK = "en"
UNKNOWN = "unknown"


class Term(NamedTuple):
    """One word; `fields` are names that form fields and columns holding such data usually have.

    Countries have no IRI.
    """

    key: str
    iri: str
    said: Mapping[str, str]
    fields: frozenset[str] = frozenset()

    def name(self, language: str) -> str:
        """The word in this language, else in English."""
        return self.said.get(language) or self.said[FALLBACK]


@cache
def terms(kind: str) -> Mapping[str, Term]:
    """All words of one kind by key, in the order in which they are offered.

    Kinds are `data`, `persons`, `recipients`, `security`, `bases`, `safeguards`, `exemptions`, and
    `countries` by ISO 3166-1 code.
    """
    return MappingProxyType({raw["key"]: _term(raw) for raw in read(kind)})


def name_of(kind: str, key: str, language: str) -> str:
    """The name of a key; the key itself when a later version no longer has it."""
    found = terms(kind).get(key)
    return found.name(language) if found else key


def read(name: str) -> Any:
    """A file of this folder."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _term(raw: Mapping[str, Any]) -> Term:
    said = {tag: text for tag, text in raw.items() if tag not in ("key", "iri", "names")}
    return Term(
        raw["key"],
        raw.get("iri", ""),
        MappingProxyType(said),
        frozenset(raw.get("names", ())),
    )
