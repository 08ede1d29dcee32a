"""What the log commits to about a published revision (LOG-10, CNIL-17)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from temoin.core.canonical import canonical
from temoin.ledger import references
from temoin.sites.models import SiteRevision

KIND = "revision"


def reference(number: int) -> bytes:
    """How a leaf names the revision of this number."""
    return references.of_number(number)


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
    numbers = [references.to_number(ref) for ref in refs]
    rows = SiteRevision.select().where(
        (SiteRevision.site == site_id) & SiteRevision.number.in_(numbers)
    )
    return {reference(row.number): spelt(row, site_key) for row in rows if _is_whole(row)}


def unlogged(site_id: int) -> int:
    """How many revisions have no leaf."""
    count = SiteRevision.select().where(SiteRevision.site == site_id).count()
    return references.without_leaf(site_id, KIND, int(count))


def _is_whole(row: SiteRevision) -> bool:
    """Whether the document is the one whose hash was committed to."""
    return hashlib.sha256(row.document.encode()).hexdigest() == row.content_hash
