"""Consent records to take away, for the dashboard and `temoin export`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from temoin.sites.models import Site
from temoin.stats.records import Filter, Record, all_records
from temoin.web.spreadsheet import lines

COLUMNS = tuple(field.name for field in fields(Record))


def write(site: Site, form: str, _language: str) -> Iterator[str]:
    """All records of a site, newest first: CSV, or one JSON object to a line (NDJSON)."""
    rows = all_records(site.id, Filter())
    return as_csv(rows) if form == "csv" else as_json(rows)


def as_csv(rows: Iterable[Record]) -> Iterator[str]:
    """Lines of a CSV file; times in ISO 8601, UTC."""
    return lines(COLUMNS, ([_text(row, column) for column in COLUMNS] for row in rows))


def as_json(rows: Iterable[Record]) -> Iterator[str]:
    """A line for each record, so that no file has to be read whole; times as in CSV."""
    for row in rows:
        yield json.dumps({**asdict(row), "at": _moment(row.at)}, ensure_ascii=False) + "\n"


def _text(row: Record, column: str) -> str:
    value: Any = getattr(row, column)
    if column == "at":
        return _moment(value)
    if column in ("granted", "refused_vendors"):
        return " ".join(value)
    return "" if value is None else str(value)


def _moment(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
