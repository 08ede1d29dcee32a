"""The right edge of a growing Merkle tree: what is needed to add leaves and to know the root.

It holds one hash for each power of two in the size, at most 64, however large the tree.
"""

from __future__ import annotations

from temoin.core.merkle import EMPTY_ROOT, node_hash


class Frontier:
    """A tree of which only the roots of its finished parts are held, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[bytes] = []

    def add(self, leaf_hash: bytes) -> None:
        """Add a leaf by its hash."""
        size, found = self.size, leaf_hash
        while size & 1:
            found = node_hash(self._parts.pop(), found)
            size >>= 1
        self._parts.append(found)
        self.size += 1

    def root(self) -> bytes:
        """The root of the leaves so far (RFC 9162 section 2.1.1)."""
        if not self._parts:
            return EMPTY_ROOT
        found = self._parts[-1]
        for part in reversed(self._parts[:-1]):
            found = node_hash(part, found)
        return found
