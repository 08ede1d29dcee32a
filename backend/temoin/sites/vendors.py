"""Recipients of a site: who they are, by which addresses and in which keys they act."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, pre_load, validate

from temoin import catalogue
from temoin.core.errors import InvalidInput
from temoin.core.hosts import clean_entry
from temoin.purposes.vocabulary import terms
from temoin.sites.frameworks import MAX_VENDOR
from temoin.sites.kinds import clean_text, country, link, short
from temoin.web.strict import StrictInteger

# The ends are written so that Python and JSON Schema understand them alike.
VENDOR_KEY = re.compile(r"^[a-z0-9][a-z0-9-]{0,63}(?!\n)$")
_COOKIE_NAME = re.compile(r"^([^*]{1,199}|[^*]{2,198}\*)(?!\n)$")
# A third-party cookie lies on the recipient's own domain: told to visitors, out of a page's reach,
# and no reason to delete one that the site itself may have under the same name.
KINDS = ("cookie", "third-party", "local", "session", "indexeddb", "cache")
MAX_DAYS = 36_500
LIMITS = {"name": 120, "policy": 500, "controller": 200, "hosts": 100, "cookies": 200}
Vendor = dict[str, Any]


class CookieSchema(Schema):
    """A key in the browser's storage that the recipient uses."""

    name = fields.String(
        required=True,
        validate=[validate.Regexp(_COOKIE_NAME), clean_text],
        metadata={"description": "A name, or its beginning followed by `*`."},
    )
    kind = fields.String(load_default="cookie", validate=validate.OneOf(KINDS))
    days = StrictInteger(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, MAX_DAYS),
        metadata={"description": "0 until the browser closes, null until it is removed."},
    )


class VendorSchema(Schema):
    """A recipient behind a tag; what is left out is filled in when the catalogue has the key."""

    key = fields.String(
        load_default="",
        validate=validate.Regexp(VENDOR_KEY),
        metadata={"description": "The word after the colon in `data-temoin`; unique in the site."},
    )
    name = short(LIMITS["name"])
    policy = fields.String(
        load_default="", validate=[validate.Length(max=LIMITS["policy"]), clean_text, link]
    )
    controller = fields.String(
        load_default="", validate=[validate.Length(max=LIMITS["controller"]), clean_text]
    )
    country = fields.String(
        validate=country,
        metadata={"description": "Where its controller is; empty when nobody knows."},
    )
    safeguard = fields.String(
        load_default="",
        validate=validate.OneOf(("", *terms("safeguards"))),
        metadata={"description": "What protects data there, outside the EEA; empty: unknown."},
    )
    hosts = fields.List(
        fields.String(validate=validate.Length(1, 300)),
        load_default=list,
        validate=validate.Length(max=LIMITS["hosts"]),
        metadata={"description": "`host`, `*.host`, or either with the beginning of a path."},
    )
    cookies = fields.List(
        fields.Nested(CookieSchema),
        load_default=list,
        validate=validate.Length(max=LIMITS["cookies"]),
    )
    gvl = StrictInteger(
        load_default=0,
        validate=validate.Range(0, MAX_VENDOR),
        metadata={"description": "Number on IAB Europe's vendor list; 0 for none."},
    )

    @pre_load
    def _from_catalogue(self, data: Any, **_: object) -> Any:
        key = data.get("key") if isinstance(data, dict) else None
        known = catalogue.vendor(key) if isinstance(key, str) else None
        return {**as_written(known), **data} if known else data

    @post_load
    def _clean_hosts(self, data: Vendor, **_: object) -> Vendor:
        try:
            data["hosts"] = list(dict.fromkeys(clean_entry(host) for host in data["hosts"]))
        except InvalidInput as error:
            raise ValidationError(error.what, "hosts") from error
        return data


def as_written(vendor: catalogue.Vendor) -> Vendor:
    """A vendor of the catalogue as a site's configuration spells it."""
    return {
        "key": vendor.key,
        "name": vendor.name,
        "policy": vendor.policy,
        "controller": vendor.controller,
        "country": vendor.country,
        "hosts": list(vendor.hosts),
        "cookies": [cookie._asdict() for cookie in vendor.cookies],
    }


def complete(purposes: list[dict[str, Any]]) -> None:
    """Give every recipient all fields and a key, made from its name where it has none."""
    taken = {vendor["key"] for vendor in _all(purposes) if vendor.get("key")}
    for vendor in _all(purposes):
        known = catalogue.vendor(vendor.get("key", ""))
        vendor.setdefault("controller", "")
        vendor.setdefault("country", known.country if known else "")
        vendor.setdefault("safeguard", "")
        vendor.setdefault("hosts", [])
        vendor.setdefault("cookies", [])
        vendor.setdefault("gvl", 0)
        if not vendor.get("key"):
            vendor["key"] = _new_key(vendor["name"], taken)
            taken.add(vendor["key"])


def _all(purposes: list[dict[str, Any]]) -> Iterator[Vendor]:
    for purpose in purposes:
        yield from purpose["vendors"]


def _new_key(name: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:50].strip("-") or "vendor"
    number = 1
    while (key := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return key
