"""Where people may complain: the supervisory authorities of the EEA, the UK and Switzerland."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from temoin.purposes.vocabulary import read


class Authority(NamedTuple):
    """One authority; a country has one here, so its code is its key."""

    country: str
    name: str
    url: str


@cache
def authorities() -> Mapping[str, Authority]:
    """All authorities by country (ISO 3166-1 alpha-2)."""
    listed = (Authority(**raw) for raw in read("authorities")["authorities"])
    return MappingProxyType({one.country: one for one in listed})


@cache
def eea() -> frozenset[str]:
    """Countries to which a transfer is none (GDPR art. 44)."""
    return frozenset(read("authorities")["eea"])


@cache
def adequate() -> frozenset[str]:
    """Countries that the European Commission found to protect data as well (GDPR art. 45)."""
    return frozenset(read("authorities")["adequacy"]["countries"])


def authority_of(controller: Mapping[str, Any]) -> Authority | None:
    """The authority that a controller named, else that of its country; None when it has neither."""
    return authorities().get(controller["authority"] or controller["country"])
