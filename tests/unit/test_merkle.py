"""The Merkle tree: vectors of RFC 6962's reference, and the definition for every size."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from temoin.core import merkle

LEAVES = tuple(
    bytes.fromhex(text)
    for text in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
)
# Roots of the first n of these leaves.
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
SIZES = some.integers(1, 700)


def definition(hashes: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162 section 2.1.1, written down as it stands there."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return merkle.node_hash(definition(hashes[:split]), definition(hashes[split:]))


def some_leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(b"%d" % number) for number in range(count)]


def reader(hashes: Sequence[bytes]) -> merkle.NodeReader:
    """Tiles over leaves in memory; refuses what a tree of this size has not finished."""

    def read(level: int, first: int, count: int) -> list[bytes]:
        assert first + count <= merkle.finished(len(hashes), level)
        width = merkle.TILE_WIDTH**level
        starts = range(first * width, (first + count) * width, width)
        return [definition(hashes[start : start + width]) for start in starts]

    return read


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_those_of_the_reference(size: int) -> None:
    """LOG-01, LOG-02."""
    hashes = [merkle.leaf_hash(leaf) for leaf in LEAVES[:size]]
    assert merkle.root(size, reader(hashes)).hex() == ROOTS[size]


@given(SIZES)
@settings(max_examples=40)
def test_the_root_follows_the_definition(size: int) -> None:
    """LOG-01: also over several tiles."""
    hashes = some_leaves(size)
    assert merkle.root(size, reader(hashes)) == definition(hashes)


@given(some.data(), SIZES)
@settings(max_examples=60)
def test_a_leaf_is_proven_and_no_other(data: some.DataObject, size: int) -> None:
    """LOG-01: at most ceil(log2 n) hashes; another leaf, place or length leads elsewhere."""
    index = data.draw(some.integers(0, size - 1))
    hashes = some_leaves(size)
    proof = merkle.inclusion_proof(index, size, reader(hashes))
    assert len(proof) <= max(size - 1, 0).bit_length()
    found = merkle.root_from_inclusion(index, size, hashes[index], proof)
    assert found == definition(hashes)
    assert merkle.root_from_inclusion(index, size, merkle.leaf_hash(b"other"), proof) != found
    assert merkle.root_from_inclusion(index, size, hashes[index], [*proof, bytes(32)]) is None
    if proof:
        assert merkle.root_from_inclusion(index, size, hashes[index], proof[1:]) != found


@given(some.data(), SIZES)
@settings(max_examples=60)
def test_a_beginning_is_proven_and_a_fork_is_not(data: some.DataObject, new: int) -> None:
    """LOG-01: at most ceil(log2 n) + 1 hashes; a changed old leaf breaks the proof."""
    old = data.draw(some.integers(1, new))
    hashes = some_leaves(new)
    roots = definition(hashes[:old]), definition(hashes)
    proof = merkle.consistency_proof(old, new, reader(hashes))
    assert len(proof) <= (new - 1).bit_length() + 1
    assert merkle.is_consistent(old, roots[0], new, roots[1], proof)
    forked = definition([merkle.leaf_hash(b"forged"), *hashes[1:old]])
    assert not merkle.is_consistent(old, forked, new, roots[1], proof)
    assert not merkle.is_consistent(old, roots[0], new, forked, proof)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_what_is_not_there_has_no_proof(index: int, size: int) -> None:
    """No answer is better than a wrong one."""
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_proof(index, size, reader(some_leaves(size)))
    assert merkle.root_from_inclusion(index, size, bytes(32), []) is None


def test_a_tree_begins_with_something() -> None:
    """RFC 9162 section 2.1.4: between 0 < m < n."""
    read = reader(some_leaves(4))
    for old, new in ((0, 4), (4, 3)):
        with pytest.raises(ValueError, match="no proof"):
            merkle.consistency_proof(old, new, read)
    assert not merkle.is_consistent(0, merkle.EMPTY_ROOT, 4, bytes(32), [])
