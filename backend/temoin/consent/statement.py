"""What the log commits to about a record: every word of it, in one spelling."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from peewee import fn

from temoin.consent.models import ConsentRecord
from temoin.core import ids
from temoin.ledger.models import LogLeaf

KIND = "consent"
_ENCODER = msgspec.json.Encoder()


class Statement(msgspec.Struct, frozen=True):
    """What a record says. Fields stand in the order of their names, which RFC 8785 asks for.

    Idempotency key and digest are left out: they prove nothing about the choice.
    """

    action: str
    arm: str | None
    at: int
    country: str | None
    granted: list[str]
    id: str
    kind: str
    language: str
    page: str
    previous: str | None
    refused_vendors: list[str]
    regime: str | None
    revision: int
    site: str
    source: str
    state: str
    words: str | None


def statement_of(record: Mapping[str, Any], site_key: str) -> Statement:
    """The statement of a record, given by column names."""
    vendors, previous, words = record["vendors"], record["previous"], record["words"]
    return Statement(
        record["action"],
        record["arm"],
        record["at"],
        record["country"],
        record["granted"].split(),
        ids.to_text(bytes(record["id"])),
        KIND,
        record["language"],
        record["page"],
        ids.to_text(bytes(previous)) if previous else None,
        sorted(json.loads(vendors)) if vendors else [],
        record["regime"],
        record["revision"],
        site_key,
        record["source"],
        record["state"],
        bytes(words).hex() if words else None,
    )


def spelt(record: Mapping[str, Any], site_key: str) -> bytes:
    """The canonical bytes that are committed to."""
    return _ENCODER.encode(statement_of(record, site_key))


def statements(site_id: int, site_key: str, refs: Sequence[bytes]) -> Mapping[bytes, bytes]:
    """What was committed to about these records, as the table has it now."""
    rows: Any = (
        ConsentRecord.select()
        .where((ConsentRecord.site == site_id) & ConsentRecord.id.in_(list(refs)))
        .dicts()
    )
    return {bytes(row["id"]): spelt(row, site_key) for row in rows}


def unlogged(site_id: int) -> int:
    """How many records have no leaf."""
    logged = LogLeaf.select().where(LogLeaf.ref == ConsentRecord.id)
    missing = ConsentRecord.select().where((ConsentRecord.site == site_id) & ~fn.EXISTS(logged))
    return int(missing.count())
