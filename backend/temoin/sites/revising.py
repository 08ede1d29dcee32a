"""What the log commits to about a published revision (LOG-10, CNIL-17)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from temoin.core.canonical import canonical
from temoin.ledger.models import LogLeaf
from temoin.sites.models import SiteRevision

KIND = "revision"


def reference(number: int) -> bytes:
    """How a leaf names the revision of this number."""
    return number.to_bytes(8, "big")


def spelt(revision: SiteRevision, site_key: str) -> bytes:
    """The canonical bytes that are committed to; the document goes in by its hash."""
    return canonical(
        {
            "at": revision.published_at,
            "document": revision.content_hash,
            "kind": KIND,
            "number": revision.number,
            "site": site_key,
        }
    )


def statements(site_id: int, site_key: str, refs: Sequence[bytes]) -> Mapping[bytes, bytes]:
    """What was committed to about these revisions, as the table has it now."""
    numbers = [int.from_bytes(ref, "big") for ref in refs]
    rows = SiteRevision.select().where(
        (SiteRevision.site == site_id) & SiteRevision.number.in_(numbers)
    )
    return {reference(row.number): spelt(row, site_key) for row in rows if _is_whole(row)}


def unlogged(site_id: int) -> int:
    """How many revisions have no leaf."""
    count = SiteRevision.select().where(SiteRevision.site == site_id).count()
    logged = LogLeaf.select().where((LogLeaf.site == site_id) & (LogLeaf.kind == KIND)).count()
    return max(int(count) - int(logged), 0)


def _is_whole(row: SiteRevision) -> bool:
    """Whether the document is the one whose hash was committed to."""
    return hashlib.sha256(row.document.encode()).hexdigest() == row.content_hash
