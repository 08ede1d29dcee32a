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


def from_lines(text: str, key: str, purposes: Iterable[Mapping[str, Any]]) -> list[Vendor]:
    """The recipients of the purpose `key` that the lines name.

    One that the draft has keeps what the form does not show (addresses, cookies). Under another
    purpose it is another recipient with a key of its own, as both may be there. Else one of the
    catalogue is taken over whole.
    """
    own: dict[str, Vendor] = {}
    others: dict[str, Vendor] = {}
    for purpose in purposes:
        for vendor in purpose["vendors"]:
            if purpose["key"] == key:
                own[vendor["name"]] = vendor
            else:
                others[vendor["name"]] = {n: v for n, v in vendor.items() if n != "key"}
    drafted = others | own
    # Not splitlines: a name may hold U+2028 and others of its kind.
    return [_recipient(line.strip(), drafted) for line in text.split("\n") if line.strip()]


def _recipient(line: str, drafted: Mapping[str, Vendor]) -> Vendor:
    name, _, policy = line.rpartition(" ")
    if not name or "://" not in policy:
        name, policy = line, ""
    name = name.strip()
    if name in drafted:
        return {**drafted[name], "policy": policy}
    for one in catalogue.vendors().values():
        if _fold(one.name) == _fold(name):
            return {**as_written(one), **({"policy": policy} if policy else {})}
    return {"name": name, "policy": policy}


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())
