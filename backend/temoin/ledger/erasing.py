"""Taking the link out of leaves whose statement is erased or purged; their place stays (LOG-04)."""

from __future__ import annotations

from collections.abc import Collection

from temoin.ledger.models import LogLeaf

_AT_ONCE = 500


def unlink(kind: str, refs: Collection[bytes]) -> int:
    """Forget salts and references, in the caller's transaction; gives how many leaves had one."""
    found, wanted = 0, list(refs)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found += (
            LogLeaf.update(salt=None, ref=None)
            .where((LogLeaf.kind == kind) & LogLeaf.ref.in_(some))
            .execute()
        )
    return found
