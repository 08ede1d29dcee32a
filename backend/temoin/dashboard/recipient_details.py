"""Addresses, stored keys and vendor number of each recipient, as the edit form writes them.

A host a line; a key a line as name, kind and days, where days are 0 until the browser closes and
`-` until it is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

Vendor = dict[str, Any]
FOREVER = "-"
MAX_RECIPIENTS = 200


def host_lines(vendor: Mapping[str, Any]) -> str:
    """The recipient's addresses."""
    return "\n".join(vendor["hosts"])


def cookie_lines(vendor: Mapping[str, Any]) -> str:
    """What the recipient stores."""
    return "\n".join(
        f"{one['name']} {one['kind']} {FOREVER if one['days'] is None else one['days']}"
        for one in vendor["cookies"]
    )


def with_details(form: MultiDict[str, str], path: str, vendors: Iterable[Vendor]) -> list[Vendor]:
    """The recipients of the purpose at `path`, as its detail fields describe them.

    Whoever has no fields stays as they are, and so does what was not touched.
    """
    places = {
        form[f"{path}.vendor.{n}.key"]: f"{path}.vendor.{n}"
        for n in range(MAX_RECIPIENTS)
        if f"{path}.vendor.{n}.key" in form
    }
    return [
        _detailed(form, places[vendor["key"]], vendor) if vendor.get("key") in places else vendor
        for vendor in vendors
    ]


def _detailed(form: MultiDict[str, str], place: str, vendor: Vendor) -> Vendor:
    hosts, cookies = (
        form.get(f"{place}.{name}", "").replace("\r\n", "\n").strip("\n")
        for name in ("hosts", "cookies")
    )
    changed = {**vendor, "gvl": number_of(form.get(f"{place}.gvl", "").strip() or "0")}
    if hosts != host_lines(vendor):
        changed["hosts"] = [line.strip() for line in hosts.split("\n") if line.strip()]
    if cookies != cookie_lines(vendor):
        changed["cookies"] = [_cookie(line.strip()) for line in cookies.split("\n") if line.strip()]
    return changed


def _cookie(line: str) -> dict[str, Any]:
    name, *rest = line.rsplit(" ", 2)
    days = rest[-1] if rest else FOREVER
    kind = rest[0] if len(rest) > 1 else "cookie"
    return {"name": name, "kind": kind, "days": None if days == FOREVER else number_of(days)}


def number_of(text: str) -> int | str:
    """A short whole number; anything else is shown again and refused by the document."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
