"""The regimes of a site: the shipped packs, what the owner made of them, and who falls under which.

A site that names no pack treats everybody as the strictest one asks, from one and the same answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from marshmallow import Schema, fields, validate

from temoin.adapters.geo import Geography
from temoin.core.regime import Atlas, Mode, Pack, Purpose, Regime, SiteRegimes, looser, on_site
from temoin.purposes.facts import in_banner

PACKS = Path(__file__).with_suffix(".json")
STRICTEST = "eu"
# Measuring and settings of one's own site are no sale; whatever else an owner adds may be one.
NOT_SOLD = ("preferences", "statistics")


class ChoiceSchema(Schema):
    """What the owner chose for one pack."""

    mode = fields.String(required=True, validate=validate.OneOf([mode.value for mode in Mode]))
    runs = fields.List(
        fields.String(validate=validate.Length(1, 32)),
        load_default=list,
        validate=validate.Length(max=30),
        metadata={
            "description": "Purposes that run before a choice, by an exception that the law has "
            "and that the owner declares to fulfil."
        },
    )


@cache
def packs() -> Mapping[str, Pack]:
    """All packs by key, the strictest first."""
    read = json.loads(PACKS.read_text(encoding="utf-8"))
    return MappingProxyType({raw["key"]: _pack(raw) for raw in read})


def problems_of(regimes: Mapping[str, Any], purposes: list[str]) -> dict[str, Any]:
    """Why a choice is looser than its pack or names what the site does not have, by field."""
    found: dict[str, Any] = {}
    for key, choice in regimes.items():
        reason = looser(packs()[key], Mode(choice["mode"]), choice["runs"])
        if reason:
            wrong = "mode" if choice["mode"] != packs()[key].mode.value else "runs"
            found[key] = {wrong: [reason]}
        elif not set(choice["runs"]) <= set(purposes):
            found[key] = {"runs": ["not a purpose of this site"]}
    return found


def regimes_of(document: Mapping[str, Any]) -> SiteRegimes:
    """The regimes of a document."""
    asked = in_banner(document["purposes"])
    purposes = [Purpose(one["key"], one["sold"], one["sensitive"]) for one in asked]
    strictest = on_site(packs()[STRICTEST], Mode.OPT_IN, (), purposes)
    chosen = [
        on_site(packs()[key], Mode(choice["mode"]), choice["runs"], purposes)
        for key, choice in document["regimes"].items()
        if key in packs()  # a revision may be older than a pack's removal: strictest then
    ]
    return SiteRegimes(_atlas(), strictest, chosen)


def regime_at(regimes: SiteRegimes, geography: Geography | None, address: str | None) -> Regime:
    """The regime of an address, which is looked up in memory and only where it matters."""
    if regimes.is_one or geography is None or address is None:
        return regimes.strictest
    place = geography.locate(address)
    return regimes.at(place.country, place.region) if place else regimes.strictest


def days_of(key: str | None) -> int:
    """How long a choice lives that was made under a pack; None stands for the strictest."""
    return packs().get(key or STRICTEST, packs()[STRICTEST]).choice_days


@cache
def _atlas() -> Atlas:
    return Atlas(packs().values())


def _pack(raw: Mapping[str, Any]) -> Pack:
    return Pack(
        key=raw["key"],
        mode=Mode(raw["mode"]),
        countries=frozenset(raw["countries"]),
        as_of=raw["as_of"],
        sources=tuple(raw["sources"]),
        choice_days=raw["choice_days"],
        regions=raw.get("regions", {}),
        may_run=frozenset(raw.get("may_run", ())),
        has_limit=raw.get("limit", False),
        is_signal_binding=raw.get("signal", False),
        has_cross=raw.get("cross", False),
        measuring=frozenset(raw.get("measuring", ())),
        child_age=raw.get("child_age", 16),
        child_ages=raw.get("child_ages", {}),
    )
