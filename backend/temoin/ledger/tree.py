"""Reading a site's Merkle tree from its tables, tile by tile."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from temoin.core import merkle
from temoin.core.leaf import leaf_bytes
from temoin.ledger.models import LogLeaf, LogNode

_KEPT_TILES = 64


class Tree:
    """The tree of a site's leaves; `made` are finished tiles that are not stored yet.

    A tile that was not stored is computed from those below, so that storing them is only a matter
    of speed: after a crash between the two the next reader finds the same hashes.
    """

    def __init__(self, site_id: int) -> None:
        self._site_id = site_id
        self._tiles: OrderedDict[tuple[int, int], list[bytes]] = OrderedDict()
        self.made: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, first: int, count: int) -> list[bytes]:
        """Hashes of a level; all of them lie in one tile (`merkle.NodeReader`)."""
        number, offset = divmod(first, merkle.TILE_WIDTH)
        tile = self._tile(level, number, offset + count)
        return tile[offset : offset + count]

    def leaves(self, first: int, count: int) -> list[bytes]:
        """The bytes of leaves, in order."""
        rows: Any = (
            LogLeaf.select(LogLeaf.kind, LogLeaf.commitment)
            .where(
                (LogLeaf.site == self._site_id)
                & (LogLeaf.position >= first)
                & (LogLeaf.position < first + count)
            )
            .order_by(LogLeaf.position)
            .tuples()
        )
        return [leaf_bytes(kind, bytes(committed)) for kind, committed in rows]

    def _tile(self, level: int, number: int, needed: int) -> list[bytes]:
        held = self._tiles.get((level, number))
        if held is None or len(held) < needed:
            held = self._read(level, number, needed)
            self._tiles[level, number] = held
            if len(self._tiles) > _KEPT_TILES:
                self._tiles.popitem(last=False)
        return held

    def _read(self, level: int, number: int, needed: int) -> list[bytes]:
        first = number * merkle.TILE_WIDTH
        if level == 0:
            return [merkle.leaf_hash(leaf) for leaf in self.leaves(first, merkle.TILE_WIDTH)]
        rows: Any = (
            LogNode.select(LogNode.number, LogNode.hash)
            .where(
                (LogNode.site == self._site_id)
                & (LogNode.level == level)
                & (LogNode.number >= first)
                & (LogNode.number < first + needed)
            )
            .tuples()
        )
        stored = {at: bytes(hash_) for at, hash_ in rows}
        return [stored.get(at) or self._make(level, at) for at in range(first, first + needed)]

    def _make(self, level: int, number: int) -> bytes:
        below = self(level - 1, number * merkle.TILE_WIDTH, merkle.TILE_WIDTH)
        made = self.made[level, number] = merkle.fold(below)
        return made
