"""A purpose in the words of one language, as the register and the notices tell it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from temoin.purposes.authorities import adequate, eea
from temoin.purposes.sentences import sentence
from temoin.purposes.vocabulary import Term, name_of, terms

Texts = Mapping[str, str]


class Speaker(NamedTuple):
    """A language, and the one in which what it lacks is said instead."""

    language: str
    first: str

    def say(self, texts: Texts) -> str:
        """The text in the language, else in the first one, else in any; empty without any."""
        for tag in (self.language, self.first):
            if tag in texts:
                return texts[tag]
        return next(iter(texts.values()), "")

    def name(self, kind: str, key: str) -> str:
        """A key of the vocabulary in the language."""
        return name_of(kind, key, self.language)

    def names(self, purpose: Mapping[str, Any], kind: str) -> list[str]:
        """What a purpose lists of a kind: known words, then the owner's."""
        listed = purpose[kind]
        return [
            *(self.name(kind, key) for key in listed["known"]),
            *(self.say(own) for own in listed["own"]),
        ]

    def period(self, retention: Mapping[str, Any]) -> str:
        """`25 months`, or the words for what ends it."""
        months, days = retention["months"], retention["days"]
        if months is not None and months % 12 == 0:
            return self._counted("years", months // 12)
        if months is not None:
            return self._counted("months", months)
        return self.say(retention["reason"]) if days is None else self._counted("days", days)

    def transfer(self, one: Transfer) -> str:
        """`Company (United States): standard contractual clauses`."""
        place = self.name("countries", one.country)
        where = f"{one.to} ({place})" if one.to else place
        unknown = sentence(self.language, "purposes.safeguard_unknown")
        how = self.name("safeguards", one.safeguard) if one.safeguard else unknown
        return sentence(self.language, "purposes.transfer", where=where, how=how)

    def _counted(self, unit: str, count: int) -> str:
        form = "one" if count == 1 else "other"
        return sentence(self.language, f"purposes.{unit}.{form}", n=count)


class Transfer(NamedTuple):
    """Data that go to a country outside the EEA; `to` is a recipient's name or empty.

    `safeguard` is a key, empty when nobody knows what protects the data there.
    """

    country: str
    safeguard: str
    to: str = ""


def transfers(purpose: Mapping[str, Any]) -> list[Transfer]:
    """All transfers of a purpose: those that the owner names, and those to its recipients."""
    return [
        *(Transfer(one["country"], one["safeguard"]) for one in purpose["transfers"]),
        *_to_vendors(purpose),
    ]


def term_of(kind: str, key: str) -> Term | None:
    """The word of a key, None when there is none."""
    return terms(kind).get(key)


def _to_vendors(purpose: Mapping[str, Any]) -> Iterator[Transfer]:
    for vendor in purpose["vendors"]:
        country = vendor["country"]
        if country and country not in eea():
            found = vendor["safeguard"] or ("adequacy" if country in adequate() else "")
            yield Transfer(country, found, vendor["controller"] or vendor["name"])
