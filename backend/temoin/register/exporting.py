"""The register as CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from temoin.register.building import register_of
from temoin.sites.models import Site
from temoin.web.spreadsheet import lines

# One row an activity; who answers for it is repeated, so that a row can be read alone.
COLUMNS = (
    *("site", "revision", "role", "controller", "contact", "address", "country", "dpo"),
    *("representative", "partners", "key", "purpose", "description", "basis", "interest"),
    *("persons", "data", "recipients", "transfers", "retention", "retention_reason"),
    *("security", "source", "automated", "exemption", "missing"),
)


def write(site: Site, form: str, language: str) -> Iterator[str]:
    """The register of one site in a format."""
    return as_csv([register_of(site, language)]) if form == "csv" else as_json(site, language)


def as_json(site: Site, language: str) -> Iterator[str]:
    """The register as one JSON object."""
    yield json.dumps(register_of(site, language), ensure_ascii=False, indent=2) + "\n"


def as_csv(registers: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Lines of a CSV file with the activities of all these registers."""
    rows = (
        _row(register, activity) for register in registers for activity in register["activities"]
    )
    return lines(COLUMNS, rows)


def _row(register: Mapping[str, Any], activity: Mapping[str, Any]) -> list[str]:
    controller = register["controller"]
    exemption = activity["exemption"]
    cells = {
        "site": register["site"]["name"],
        "revision": str(register["revision"]),
        "role": controller["role"],
        "controller": controller["name"],
        "partners": "; ".join(_partner(partner) for partner in controller["partners"]),
        "purpose": activity["title"],
        "basis": activity["basis"]["name"],
        "transfers": "; ".join(one["told"] for one in activity["transfers"]),
        "retention": activity["retention"]["told"],
        "retention_reason": activity["retention"]["reason"],
        "exemption": f"{exemption['name']}: {exemption['reason']}" if exemption else "",
        "missing": "; ".join((*register["missing"], *activity["missing"])),
    }
    for name in ("persons", "data", "recipients", "security"):
        cells[name] = "; ".join(one["name"] for one in activity[name])
    return [cells.get(name) or controller.get(name) or activity.get(name) or "" for name in COLUMNS]


def _partner(partner: Mapping[str, str]) -> str:
    return ", ".join(partner[name] for name in ("name", "contact", "agreed") if partner[name])
