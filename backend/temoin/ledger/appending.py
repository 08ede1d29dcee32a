"""Adding leaves, in the transaction that writes what they are about (LOG-11)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from temoin.core.leaf import SALT_BYTES, commitment
from temoin.store.transaction import Transaction

COLUMNS = ("site_id", "position", "kind", "commitment", "salt", "ref")


class Leaf(NamedTuple):
    """A leaf that has no place yet."""

    site_id: int
    kind: str
    commitment: bytes
    salt: bytes
    ref: bytes


def new_leaf(site_id: int, kind: str, ref: bytes, statement: bytes) -> Leaf:
    """The leaf for a statement (canonical bytes), with a salt of its own."""
    salt = os.urandom(SALT_BYTES)
    return Leaf(site_id, kind, commitment(salt, statement), salt, ref)


def open_log(transaction: Transaction, site_id: int, key: str) -> None:
    """Begin the log of a new site."""
    transaction.insert(
        "site_log", ("site_id", "name", "size", "signed_size", "epoch"), [(site_id, key, 0, 0, 1)]
    )


def append(transaction: Transaction, leaves: Sequence[Leaf]) -> None:
    """Give the leaves their places after the last one of their site.

    The update holds the site's log until the transaction ends, so that places have no gaps and no
    two writers take the same; sites come in one order, so that no two writers wait for each other.
    """
    counts = Counter(leaf.site_id for leaf in leaves)
    places: dict[int, int] = {}
    for site_id, count in sorted(counts.items()):
        ((size,),) = transaction.select(
            "update site_log set size = size + ? where site_id = ? returning size",
            (count, site_id),
        )
        places[site_id] = size - count
    rows = []
    for site_id, kind, committed, salt, ref in leaves:
        rows.append((site_id, places[site_id], kind, committed, salt, ref))
        places[site_id] += 1
    transaction.insert("log_leaf", COLUMNS, rows)
