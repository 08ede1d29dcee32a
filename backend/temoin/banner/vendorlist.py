"""IAB Europe's Global Vendor List (version 3) as this service keeps it.

Only the service asks for it, compressed, and no sooner than its `max-age` says; pages get from us
what concerns their site (TCF-08). What was good last stays in use until something good comes.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from temoin.core.errors import InvalidInput

LEAST_POLICY = 4  # strings made under older policies are not valid
FOLDER = "vendor-list"
LIST = "vendor-list.json"
STATE = "state.json"
Texts = dict[str, Any]


class Vendor(msgspec.Struct, rename="camel"):
    """What of a vendor decides about its signals."""

    id: int
    name: str
    purposes: list[int] = []
    leg_int_purposes: list[int] = []
    special_purposes: list[int] = []
    urls: list[dict[str, str]] = []
    deleted_date: str | None = None


class Standard(msgspec.Struct, rename="camel"):
    """A purpose or feature as the framework words it."""

    id: int
    name: str
    description: str
    illustrations: list[str] = []


class Wordings(msgspec.Struct, rename="camel", kw_only=True):
    """The framework's texts: part of the list in English, files of their own in others."""

    purposes: dict[str, Standard]
    special_purposes: dict[str, Standard] = {}
    features: dict[str, Standard] = {}
    special_features: dict[str, Standard] = {}
    data_categories: dict[str, Standard] = {}


class VendorList(Wordings, rename="camel", kw_only=True):
    """The list; vendors are read when a site names them."""

    gvl_specification_version: int
    vendor_list_version: int
    tcf_policy_version: int
    last_updated: str
    stacks: msgspec.Raw = msgspec.Raw(b"{}")
    vendors: dict[str, msgspec.Raw]


@dataclass(frozen=True, slots=True)
class Kept:
    """The list with its translations. `since`: Unix seconds since when its policies hold."""

    list: VendorList
    translations: dict[str, Wordings]
    since: int
    stamp: int

    def vendor(self, number: int) -> Vendor | None:
        """A vendor of the list, unless it left (TCF-09)."""
        raw = self.list.vendors.get(str(number))
        found = msgspec.json.decode(raw, type=Vendor) if raw is not None else None
        return None if found is None or found.deleted_date else found

    def wordings(self, language: str) -> Wordings:
        """The framework's texts in this language, else in English."""
        return self.translations.get(language[:2], self.list)


def read_list(body: bytes) -> VendorList:
    """A list in the third format. Raises InvalidInput when it is none, down to each vendor."""
    try:
        read = msgspec.json.decode(body, type=VendorList)
        for key, raw in read.vendors.items():
            vendor = msgspec.json.decode(raw, type=Vendor)
            if str(vendor.id) != key:
                raise InvalidInput(f"vendor {key} calls itself {vendor.id}")
    except msgspec.MsgspecError as error:
        raise InvalidInput(f"this is no vendor list: {error}") from error
    if read.gvl_specification_version != 3 or read.tcf_policy_version < LEAST_POLICY:
        raise InvalidInput("this vendor list is of another format or of outdated policies")
    return read


def read_wordings(body: bytes) -> Wordings:
    """The framework's texts in another language. Raises InvalidInput."""
    try:
        return msgspec.json.decode(body, type=Wordings)
    except msgspec.MsgspecError as error:
        raise InvalidInput(f"these are no texts of the framework: {error}") from error


class VendorListFolder:
    """Where the list lies in the data folder; read again when its state changed."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / FOLDER
        self._kept: Kept | None = None

    def current(self) -> Kept | None:
        """The last good list, None when there never was one."""
        try:
            stamp = (self.path / STATE).stat().st_mtime_ns
            if self._kept is None or self._kept.stamp != stamp:
                self._kept = self._load(stamp)
        except (OSError, InvalidInput, ValueError):
            pass  # half-way through an update, or damaged: what is in memory stays in use
        return self._kept

    def state(self) -> dict[str, Any]:
        """When each file was fetched and how long it may be kept; empty at first."""
        try:
            known: dict[str, Any] = json.loads((self.path / STATE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known

    def write(self, name: str, body: bytes) -> None:
        """Put a file there whole or not at all."""
        self.path.mkdir(parents=True, exist_ok=True)
        fresh = self.path / f".{name}.{os.getpid()}"
        fresh.write_bytes(body)
        fresh.replace(self.path / name)

    def _load(self, stamp: int) -> Kept:
        translations = {
            path.stem.removeprefix("purposes-"): read_wordings(path.read_bytes())
            for path in self.path.glob("purposes-??.json")
        }
        return Kept(
            list=read_list((self.path / LIST).read_bytes()),
            translations=translations,
            since=int(self.state().get("policy_since", 0)),
            stamp=stamp,
        )
