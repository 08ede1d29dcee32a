"""Proofs for what a log holds."""

from __future__ import annotations

from temoin.core import merkle
from temoin.core.checkpoint import proof_text
from temoin.core.errors import NotFound
from temoin.ledger.models import LogHead, LogLeaf
from temoin.ledger.signing import Logs, newest_head
from temoin.ledger.tree import Tree


def find_leaf(site_id: int, kind: str, ref: bytes) -> LogLeaf | None:
    """The leaf of a site's log about something, None when there is none."""
    found: LogLeaf | None = LogLeaf.get_or_none(
        (LogLeaf.ref == ref) & (LogLeaf.kind == kind) & (LogLeaf.site == site_id)
    )
    return found


def leaf_about(site_id: int, kind: str, ref: bytes) -> LogLeaf:
    """The same. Raises NotFound when there is none."""
    found = find_leaf(site_id, kind, ref)
    if found is None:
        raise NotFound("the log holds nothing about this")
    return found


def proof_of(leaf: LogLeaf, logs: Logs) -> str:
    """The proof file of a leaf (C2SP tlog-proof), under the newest head that covers it.

    Signs a head when none covers it yet. Raises LogStopped.
    """
    head = newest_head(leaf.site_id)
    if head is None or head.size <= leaf.position:
        head = logs.sign(leaf.site_id)
    hashes = merkle.inclusion_proof(leaf.position, head.size, Tree(leaf.site_id))
    return proof_text(leaf.position, hashes, head.note + head.cosignatures)


def consistency(site_id: int, old: int, new: int) -> list[bytes]:
    """The proof between two signed sizes. Raises NotFound for sizes that were not signed for."""
    newest = newest_head(site_id)
    if newest is None or not 0 < old <= new <= newest.size:
        raise NotFound("no head was signed for that")
    return merkle.consistency_proof(old, new, Tree(site_id))


def head_of(site_id: int) -> LogHead:
    """The newest head. Raises NotFound before the first was signed."""
    found = newest_head(site_id)
    if found is None:
        raise NotFound("nothing was signed yet")
    return found
