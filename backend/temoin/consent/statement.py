"""What the log commits to about a record: every word of it, in one spelling."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from peewee import fn

from temoin.consent.models import ConsentRecord
from temoin.core import ids
from temoin.core.canonical import canonical
from temoin.ledger.models import LogLeaf

KIND = "consent"


def statement_of(record: Mapping[str, Any], site_key: str) -> dict[str, Any]:
    """The statement of a record, given by column names.

    Idempotency key and digest are left out: they prove nothing about the choice.
    """
    vendors, previous, words = record["vendors"], record["previous"], record["words"]
    return {
        "action": record["action"],
        "arm": record["arm"],
        "at": record["at"],
        "country": record["country"],
        "granted": record["granted"].split(),
        "id": ids.to_text(bytes(record["id"])),
        "kind": KIND,
        "language": record["language"],
        "page": record["page"],
        "previous": ids.to_text(bytes(previous)) if previous else None,
        "refused_vendors": sorted(json.loads(vendors)) if vendors else [],
        "regime": record["regime"],
        "revision": record["revision"],
        "site": site_key,
        "source": record["source"],
        "state": record["state"],
        "words": bytes(words).hex() if words else None,
    }


def spelt(record: Mapping[str, Any], site_key: str) -> bytes:
    """The canonical bytes that are committed to."""
    return canonical(statement_of(record, site_key))


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
