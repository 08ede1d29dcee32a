"""Which collected fields no purpose needs (GDPR art. 5(1)(c)): to be given up or explained.

A field is known by its name: the vocabulary of data lists the usual ones, owners add their words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from temoin.purposes.vocabulary import terms

# Columns of the service that say nothing about a person: order, place and integrity of a row.
TECHNICAL = frozenset({"id", "site", "key", "digest", "at", "arm"})


def uncovered(fields: Iterable[str], purposes: Iterable[Mapping[str, Any]]) -> list[str]:
    """The fields, in their order, that the data of none of these purposes cover."""
    needed = _needed(purposes)
    return [name for name in fields if name not in TECHNICAL and _plain(name) not in needed]


def _needed(purposes: Iterable[Mapping[str, Any]]) -> set[str]:
    """Plain names of all that the purposes need."""
    found: set[str] = set()
    for purpose in purposes:
        for key in purpose["data"]["known"]:
            term = terms("data").get(key)
            if term is not None:
                found.update((_plain(key), *map(_plain, term.fields)))
                found.update(_plain(name) for name in term.said.values())
        for own in purpose["data"]["own"]:
            found.update(_plain(words) for words in own.values())
    return found


def _plain(name: str) -> str:
    """`E-Mail`, `e_mail` and `e mail` are one name, accents aside."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in folded if not unicodedata.combining(c)))
