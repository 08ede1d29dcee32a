"""Each published notice is a leaf of the site's log (LOG-10)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from temoin.core.canonical import canonical
from temoin.core.feature import LeafKind
from temoin.ledger import references
from temoin.ledger.appending import Leaf, new_leaf
from temoin.notices.models import NoticeVersion

KIND = "notice"


def leaf_of(version: NoticeVersion, site_key: str) -> Leaf:
    """The leaf to add in the transaction that publishes."""
    return new_leaf(
        version.site_id, KIND, references.of_number(version.id), _spelt(version, site_key)
    )


def statements(site_id: int, site_key: str, refs: Sequence[bytes]) -> Mapping[bytes, bytes]:
    """What was committed to about these versions, as the table has it now."""
    ids = [references.to_number(ref) for ref in refs]
    rows = NoticeVersion.select().where((NoticeVersion.site == site_id) & NoticeVersion.id.in_(ids))
    return {references.of_number(row.id): _spelt(row, site_key) for row in rows if _is_whole(row)}


def unlogged(site_id: int) -> int:
    """How many versions have no leaf."""
    count = NoticeVersion.select().where(NoticeVersion.site == site_id).count()
    return references.without_leaf(site_id, KIND, int(count))


LEAVES = (LeafKind(KIND, statements, unlogged),)


def _spelt(version: NoticeVersion, site_key: str) -> bytes:
    return canonical(
        {
            "at": version.published_at,
            "content": version.content_hash,
            "kind": KIND,
            "language": version.language,
            "notice": version.kind,
            "number": version.number,
            "site": site_key,
        }
    )


def _is_whole(version: NoticeVersion) -> bool:
    """Whether the content is the one whose hash was committed to."""
    return hashlib.sha256(version.content.encode()).hexdigest() == version.content_hash
