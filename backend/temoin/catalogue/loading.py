"""The shipped catalogue: one JSON file for each kind of vendor, read once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "data"


class Cookie(NamedTuple):
    """A key in the browser's storage.

    `name` may end in `*`; `kind` is cookie (on the site's domain), third-party (a cookie on the
    vendor's), local, session, indexeddb or cache; `days` is 0 until the browser closes and None
    until it is removed.
    """

    name: str
    kind: str
    days: int | None


class Vendor(NamedTuple):
    """A company's service.

    `purpose` is the usual one; `necessary` needs no consent, for the `reason` given. `case` is 1
    when the site's own account receives the data and 2 when the vendor uses them for itself too.
    `sources` are pages of the vendor that say so.
    """

    key: str
    name: str
    controller: str
    country: str
    purpose: str
    case: int
    hosts: tuple[str, ...]
    cookies: tuple[Cookie, ...]
    policy: str
    sources: tuple[str, ...]
    embed: bool
    reason: str

    @property
    def is_free(self) -> bool:
        """Whether it is never held back."""
        return self.purpose == "necessary"


@cache
def vendors() -> MappingProxyType[str, Vendor]:
    """All vendors by key, in the order of their names."""
    raw = [entry for path in FOLDER.glob("*.json") for entry in _read(path)]
    listed = sorted((_vendor(entry) for entry in raw), key=lambda one: one.name.casefold())
    return MappingProxyType({one.key: one for one in listed})


def vendor(key: str) -> Vendor | None:
    """The vendor of this key, None when the catalogue has none."""
    return vendors().get(key)


def _read(path: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return entries


def _vendor(raw: dict[str, Any]) -> Vendor:
    return Vendor(
        key=raw["key"],
        name=raw["name"],
        controller=raw["controller"],
        country=raw["country"],
        purpose=raw["purpose"],
        case=raw["case"],
        hosts=tuple(raw["hosts"]),
        cookies=tuple(Cookie(*cookie) for cookie in raw.get("cookies", ())),
        policy=raw["policy"],
        sources=tuple(raw["sources"]),
        embed=raw.get("embed", False),
        reason=raw.get("reason", ""),
    )
