"""Signed notes, heads and proof files are read and spelt as others do."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from temoin.core.checkpoint import (
    Checkpoint,
    parse_checkpoint,
    parse_proof,
    proof_text,
    tile_path,
)
from temoin.core.note import ED25519, Verifier, parse_note, parse_verifier

# The published example of the Go package golang.org/x/mod/sumdb/note.
FOREIGN_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
FOREIGN_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZ"
    "InNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ROOT = base64.b64encode(bytes(range(32))).decode()
HEAD = f"consent.example/log/shop\n7\n{ROOT}\n"
SIGNED = HEAD + "\n— consent.example/log/shop AAAAAAECAwQ=\n"


def test_a_note_of_another_implementation_verifies() -> None:
    """LOG-05, LOG-06: its key id, its signature and its spelling are ours too."""
    key, note = parse_verifier(FOREIGN_KEY), parse_note(FOREIGN_NOTE)
    assert key is not None
    assert note is not None
    (signature,) = note.signatures
    assert (signature.name, signature.key_id, key.kind) == (key.name, key.key_id, ED25519)
    Ed25519PublicKey.from_public_bytes(key.public).verify(signature.signed, note.text.encode())
    assert (key.spell(), note.spell()) == (FOREIGN_KEY, FOREIGN_NOTE)


def test_a_head_has_one_spelling() -> None:
    """LOG-05."""
    note = parse_note(SIGNED)
    assert note is not None
    head = parse_checkpoint(note.text)
    assert head == Checkpoint("consent.example/log/shop", 7, bytes(range(32)))
    assert head.text() == HEAD


@pytest.mark.parametrize(
    "spelt",
    [
        HEAD.replace("\n7\n", "\n07\n"),
        HEAD.replace("\n7\n", "\n+7\n"),
        HEAD.replace("\n7\n", "\n-1\n"),
        HEAD.replace(ROOT, ROOT[:-4]),
        HEAD.replace(ROOT, ROOT + " "),
        HEAD[:-1],
        "\n" + HEAD.split("\n", 1)[1],
        "",
    ],
)
def test_other_spellings_of_a_head_are_refused(spelt: str) -> None:
    """LOG-05: what is signed can be read in one way only."""
    assert parse_checkpoint(spelt) is None


@pytest.mark.parametrize(
    "spelt",
    [
        SIGNED[:-1],
        SIGNED.replace("\n\n", "\n"),
        SIGNED.replace("— ", "- "),
        SIGNED.replace("AAAAAAECAwQ=", "AAAAAAECAwQ"),
        SIGNED.replace("AAAAAAECAwQ=", "AAAA"),
        SIGNED + "more",
        HEAD,
    ],
)
def test_other_spellings_of_a_note_are_refused(spelt: str) -> None:
    """LOG-05."""
    assert parse_note(spelt) is None


@pytest.mark.parametrize(
    "change", [("c74f20a3", "c74f20a4"), ("Neumann", "Newman"), ("+AR", "+AQ")]
)
def test_a_key_whose_parts_disagree_is_refused(change: tuple[str, str]) -> None:
    """LOG-06: the id is of this name and this key."""
    assert parse_verifier(FOREIGN_KEY.replace(*change)) is None


def test_a_key_is_spelt_as_it_was_read() -> None:
    """LOG-06."""
    key = Verifier("consent.example/log/shop", ED25519, bytes(32))
    assert parse_verifier(key.spell()) == key


def test_a_proof_file_is_read_as_it_was_written() -> None:
    """LOG-09."""
    spelt = proof_text(5, [bytes(32), bytes(range(32))], SIGNED)
    proof = parse_proof(spelt)
    assert proof is not None
    assert (proof.index, len(proof.hashes), proof.checkpoint.size) == (5, 2, 7)
    assert proof.spell() == spelt
    assert parse_proof(spelt.replace("@v1", "@v2")) is None
    assert parse_proof(spelt.replace("index 5", "index 05")) is None
    assert parse_proof(spelt.replace("index 5\n", "extra AAAA\nindex 5\n")) is not None


@pytest.mark.parametrize(
    ("number", "path"),
    [(0, "0/000"), (255, "0/255"), (1000, "0/x001/000"), (1234067, "0/x001/x234/067")],
)
def test_tiles_have_paths_of_three_digits(number: int, path: str) -> None:
    """C2SP tlog-tiles."""
    assert tile_path(0, number) == path
