"""Recipients in the edit form: one a line, known ones by their name alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from temoin import catalogue
from temoin.sites.vendors import as_written

Vendor = dict[str, Any]


def known_names() -> list[str]:
    """Names that the catalogue can complete."""
    return [one.name for one in catalogue.vendors().values()]


def as_lines(vendors: Iterable[Mapping[str, str]]) -> str:
    """Recipients as the form shows them: name, then address of the policy."""
    return "\n".join(" ".join((vendor["name"], vendor["policy"])).strip() for vendor in vendors)


def from_lines(text: str, purposes: Iterable[Mapping[str, Any]]) -> list[Vendor]:
    """The recipients that the lines name.

    One that the draft has keeps what the form does not show (addresses, cookies), under whatever
    purpose it stood; else one of the catalogue is taken over whole.
    """
    drafted = {
        _fold(vendor["name"]): vendor for purpose in purposes for vendor in purpose["vendors"]
    }
    return [_recipient(line.strip(), drafted) for line in text.splitlines() if line.strip()]


def _recipient(line: str, drafted: Mapping[str, Vendor]) -> Vendor:
    name, _, policy = line.rpartition(" ")
    if not name or "://" not in policy:
        name, policy = line, ""
    name = name.strip()
    if _fold(name) in drafted:
        return {**drafted[_fold(name)], "policy": policy}
    for one in catalogue.vendors().values():
        if _fold(one.name) == _fold(name):
            return {**as_written(one), **({"policy": policy} if policy else {})}
    return {"name": name, "policy": policy}


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())
