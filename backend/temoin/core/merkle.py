"""The Merkle tree of a transparency log. Source: RFC 9162 section 2.1 (same as RFC 6962).

Hashes are 32 bytes. Inner nodes are kept in tiles of eight levels (C2SP tlog-tiles): the hash at
(level, index) is the root of the 256**level leaves from `index * 256**level` on, so level 0 holds
the leaf hashes. Everything else is computed from those.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
EMPTY_ROOT = hashlib.sha256(b"").digest()

# (level, first index, count) gives that many hashes, none of which is of an unfinished subtree.
NodeReader = Callable[[int, int, int], Sequence[bytes]]
Range = tuple[int, int]


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf's bytes."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of neighbouring subtrees of one height."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


def root(size: int, read: NodeReader) -> bytes:
    """The root of the first `size` leaves."""
    return _range_hash((0, size), read) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: NodeReader) -> list[bytes]:
    """Hashes that prove leaf `index` is in the tree of `size` leaves, leaf side first.

    Raises ValueError if there is no such leaf. Source: RFC 9162 section 2.1.3.1.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    ranges: list[Range] = []
    begin, end = 0, size
    while end - begin > 1:
        split = begin + _split(end - begin)
        if index < split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((begin, split))
            begin = split
    return [_range_hash(one, read) for one in reversed(ranges)]


def consistency_proof(old: int, new: int, read: NodeReader) -> list[bytes]:
    """Hashes that prove the tree of `old` leaves is a beginning of that of `new`.

    Raises ValueError unless 0 < old <= new. Source: RFC 9162 section 2.1.4.1.
    """
    if not 0 < old <= new:
        raise ValueError(f"no proof from {old} to {new}")
    return [_range_hash(one, read) for one in _consistency(old, 0, new, is_whole=True)]


def root_from_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to from a leaf's hash; None for a proof of the wrong length.

    Source: RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size:
        return None
    first, second, found = index, size - 1, leaf
    for hash_ in proof:
        if second == 0:
            return None
        if first & 1 or first == second:
            found = node_hash(hash_, found)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            found = node_hash(found, hash_)
        first, second = first >> 1, second >> 1
    return found if second == 0 else None


def is_consistent(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether a proof shows that the old tree is a beginning of the new one.

    Source: RFC 9162 section 2.1.4.2.
    """
    if old == new:
        return not proof and old_root == new_root
    if not 0 < old < new or not proof:
        return False
    first, second = old - 1, new - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    rest = list(proof)
    left = right = old_root if old & (old - 1) == 0 else rest.pop(0)
    for hash_ in rest:
        if second == 0:
            return False
        if first & 1 or first == second:
            left, right = node_hash(hash_, left), node_hash(hash_, right)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            right = node_hash(right, hash_)
        first, second = first >> 1, second >> 1
    return second == 0 and left == old_root and right == new_root


def finished(size: int, level: int) -> int:
    """How many hashes of a level a tree of this size has finished."""
    return size >> (TILE_HEIGHT * level)


def _range_hash(wanted: Range, read: NodeReader) -> bytes:
    begin, end = wanted
    size = end - begin
    split = _split(size)
    if size == 1 or size == 2 * split:  # a power of two, and ranges start at multiples of theirs
        level, rest = divmod(size.bit_length() - 1, TILE_HEIGHT)
        return fold(read(level, begin >> (TILE_HEIGHT * level), 1 << rest))
    middle = begin + split
    return node_hash(_range_hash((begin, middle), read), _range_hash((middle, end), read))


def _consistency(old: int, begin: int, end: int, *, is_whole: bool) -> list[Range]:
    """The ranges of SUBPROOF, in its order; `old` counts from `begin`."""
    size = end - begin
    if old == size:
        return [] if is_whole else [(begin, end)]
    middle = begin + _split(size)
    if old <= middle - begin:
        return [*_consistency(old, begin, middle, is_whole=is_whole), (middle, end)]
    beyond = _consistency(old - (middle - begin), middle, end, is_whole=False)
    return [*beyond, (begin, middle)]


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1) if size > 1 else 0
