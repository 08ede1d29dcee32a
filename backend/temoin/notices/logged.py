"""Each published notice is a leaf of the site's log (LOG-10)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from temoin.core.canonical import canonical
from temoin.core.feature import LeafKind
from temoin.ledger.appending import Leaf, new_leaf
from temoin.ledger.models import LogLeaf
from temoin.notices.models import NoticeVersion

KIND = "notice"


def leaf_of(version: NoticeVersion, site_key: str) -> Leaf:
    """The leaf to add in the transaction that publishes."""
    return new_leaf(version.site_id, KIND, _reference(version.id), _spelt(version, site_key))


def statements(site_id: int, site_key: str, refs: Sequence[bytes]) -> Mapping[bytes, bytes]:
    """What was committed to about these versions, as the table has it now."""
    ids = [int.from_bytes(ref, "big") for ref in refs]
    rows = NoticeVersion.select().where((NoticeVersion.site == site_id) & NoticeVersion.id.in_(ids))
    return {_reference(row.id): _spelt(row, site_key) for row in rows if _is_whole(row)}


def unlogged(site_id: int) -> int:
    """How many versions have no leaf."""
    count = NoticeVersion.select().where(NoticeVersion.site == site_id).count()
    logged = LogLeaf.select().where((LogLeaf.site == site_id) & (LogLeaf.kind == KIND)).count()
    return max(int(count) - int(logged), 0)


LEAVES = (LeafKind(KIND, statements, unlogged),)


def _reference(version_id: int) -> bytes:
    return version_id.to_bytes(8, "big")


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
