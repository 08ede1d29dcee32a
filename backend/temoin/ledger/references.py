"""How leaves name what they are about, and whether each thing has its leaf."""

from __future__ import annotations

from temoin.ledger.models import LogLeaf


def of_number(number: int) -> bytes:
    """The reference of what has a number: 8 bytes, big-endian."""
    return number.to_bytes(8, "big")


def to_number(reference: bytes) -> int:
    """The number of such a reference."""
    return int.from_bytes(reference, "big")


def without_leaf(site_id: int, kind: str, rows: int) -> int:
    """How many of so many rows, which are never erased, have no leaf of this kind."""
    logged = LogLeaf.select().where((LogLeaf.site == site_id) & (LogLeaf.kind == kind)).count()
    return max(rows - int(logged), 0)
