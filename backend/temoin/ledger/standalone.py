#!/usr/bin/env python3
"""Verify a consent receipt, or a whole exported log, without the service that made it.

    python verify.py receipt.json [--key VKEY]
    python verify.py log.jsonl    [--key VKEY]

Exit code 0: valid. 1: not valid, with the reason. 2: not readable. Python 3.9 or later and the
package `cryptography` for Ed25519 (RFC 8032); no network, no database, no other file.

`--key` is the log's public key as you know it from elsewhere, such as the service's `/log/…/keys`
on an earlier day. Without it the key inside the file is used: that shows that the file agrees with
itself, and you have to compare the key by your own means.

Written against: RFC 9162 (Merkle tree), RFC 8785 (canonical JSON), C2SP signed-note,
tlog-checkpoint and tlog-proof. It shares no code with the service on purpose.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from typing import Any, NamedTuple, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VALID_OR_ONCE_VALID = {"dpv:ConsentGiven", "dpv:RenewedConsentGiven", "dpv:ConsentExpired"}


class Invalid(Exception):
    """The proof does not hold; the text says why."""


class Unreadable(Exception):
    """The file is neither a receipt nor an exported log."""


class Head(NamedTuple):
    """A signed statement of how many leaves a log has, and of their root."""

    origin: str
    size: int
    root: bytes


class Key(NamedTuple):
    """A public key with the name it signs under."""

    name: str
    key_id: bytes
    public: bytes


def sha256(data: bytes) -> bytes:
    """The hash that everything here is made of."""
    return hashlib.sha256(data).digest()


def jcs(value: Any) -> bytes:
    """RFC 8785 for ASCII keys and whole numbers, which is all that receipts hold."""
    _refuse_other_values(value)
    spelt = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return spelt.encode()


def _refuse_other_values(value: Any) -> None:
    if isinstance(value, dict):
        if not all(key.isascii() for key in value):
            raise Invalid("a key beyond ASCII has no one spelling")
        for inner in value.values():
            _refuse_other_values(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_other_values(inner)
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) >= 2**53):
        raise Invalid("a number that has no one spelling")


def b64(text: Any, length: int | None = None) -> bytes:
    """The bytes of base64 in its one spelling, of this length. Raises Invalid."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (ValueError, TypeError) as error:
        raise Invalid("text that is no base64") from error
    if base64.b64encode(raw).decode() != text or (length is not None and len(raw) != length):
        raise Invalid("base64 of the wrong length or spelling")
    return raw


def read_key(text: str) -> Key:
    """`name+key id+base64(0x01 ‖ key)`."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise Invalid("the key is not written as name+id+key")
    name, key_id, raw = parts[0], bytes.fromhex(parts[1]), b64(parts[2], 33)
    if raw[0] != 1 or sha256(name.encode() + b"\n" + raw)[:4] != key_id:
        raise Invalid("the parts of the key do not agree")
    return Key(name, key_id, raw[1:])


def read_head(note: str, key: Key) -> Head:
    """The head of a signed note, after checking that the key signed it."""
    text, separator, lines = note.rpartition("\n\n")
    if not separator:
        raise Invalid("the head is not signed")
    text += "\n"
    for line in lines.splitlines():
        dash, _, rest = line.partition(" ")
        name, _, signed = rest.partition(" ")
        if dash == "—" and name == key.name and b64(signed)[:4] == key.key_id:
            check_signature(key, b64(signed)[4:], text.encode())
            return _parse_head(text)
    raise Invalid("the head is not signed by this key")


def _parse_head(text: str) -> Head:
    origin, size, root, end = text.split("\n", 3)
    if end or not size.isdigit() or str(int(size)) != size:
        raise Invalid("the head is not spelt as one")
    return Head(origin, int(size), b64(root, 32))


def check_signature(key: Key, signature: bytes, message: bytes) -> None:
    """Raises Invalid unless the key signed the message."""
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except InvalidSignature as error:
        raise Invalid("a signature is not that of the key") from error


def leaf_hash(kind: str, committed: bytes) -> bytes:
    """The hash of the leaf that commits to a statement."""
    spelt = base64.urlsafe_b64encode(committed).decode().rstrip("=")
    return sha256(b"\0" + jcs({"commitment": spelt, "kind": kind, "version": 1}))


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\1" + left + right)


def check_inclusion(index: int, leaf: bytes, hashes: list[bytes], head: Head) -> None:
    """Climb from the leaf to the root, as in RFC 9162 section 2.1.3."""
    if not 0 <= index < head.size:
        raise Invalid("the leaf is not within the head")
    found, begin, end, path = leaf, 0, head.size, []
    while end - begin > 1:  # which halves the leaf is in, from the root down
        split = begin + (1 << ((end - begin - 1).bit_length() - 1))
        path.append(index < split)
        begin, end = (begin, split) if index < split else (split, end)
    if len(path) != len(hashes):
        raise Invalid("the proof has the wrong length")
    for is_left, other in zip(reversed(path), hashes):  # noqa: B905 - for old Pythons
        found = node_hash(found, other) if is_left else node_hash(other, found)
    if found != head.root:
        raise Invalid("the leaf does not lead to the signed root")


def verify_receipt(receipt: dict[str, Any], key: Key) -> str:
    """Check signature, commitment and place in the log; gives a sentence about what holds."""
    body = {name: value for name, value in receipt.items() if name != "tm:signature"}
    check_signature(key, b64(receipt["tm:signature"]["tm:value"], 64), jcs(body))
    statement = receipt["tm:statement"]
    (record,) = receipt["dpv:hasRecordOfActivity"]
    if not statement["id"] == receipt["dct:identifier"] == record["dct:identifier"]:
        raise Invalid("the receipt and its statement are about different records")
    granted = {
        process["dpv:hasPurpose"]["dct:identifier"]
        for process in record["dpv:hasProcess"]
        for status in process["dpv:hasConsentStatus"]
        if VALID_OR_ONCE_VALID & set(status["@type"])
    }
    if granted != set(statement["granted"]):
        raise Invalid("the receipt tells other purposes than its statement")
    committed = sha256(b64(receipt["tm:salt"], 32) + jcs(statement))
    lines, _, note = receipt["tm:logProof"].partition("\n\n")
    header, place, *hashes = lines.split("\n")
    if header != "c2sp.org/tlog-proof@v1" or not place.startswith("index "):
        raise Invalid("the proof is not spelt as one")
    head = read_head(note, key)
    index = int(place[len("index ") :])
    leaf = leaf_hash(statement["kind"], committed)
    check_inclusion(index, leaf, [b64(one, 32) for one in hashes], head)
    return f"record {statement['id']} is leaf {index} of {head.size} in {head.origin}"


def verify_log(lines: list[str], key: Key) -> str:
    """Check a whole exported log: every statement against its leaf, all leaves against the root."""
    head, leaves, erased = read_head(json.loads(lines[0])["head"], key), [], 0
    for number, line in enumerate(lines[1:]):
        entry = json.loads(line)
        committed = b64(entry["commitment"], 32)
        if entry["position"] != number:
            raise Invalid(f"leaf {number} is missing")
        if entry["salt"] is None:
            erased += 1
        elif sha256(b64(entry["salt"], 32) + jcs(entry["statement"])) != committed:
            raise Invalid(f"leaf {number}: what it is about was changed")
        leaves.append(leaf_hash(entry["kind"], committed))
    if len(leaves) != head.size or root_of(leaves) != head.root:
        raise Invalid("the leaves are not those that were signed for")
    return f"{head.size} leaves of {head.origin} are those that were signed for, {erased} erased"


def root_of(leaves: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.1, level by level."""
    level = leaves or [sha256(b"")]
    while len(level) > 1:
        pairs = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) - len(level) % 2 :]
    return level[0]


def verify_text(text: str, key: str | None = None) -> str:
    """Check a receipt or an exported log; gives a sentence. Raises Invalid or Unreadable."""
    try:
        first = json.loads(text.splitlines()[0]) if '"head"' in text[:40] else None
        if isinstance(first, dict):
            return verify_log(text.splitlines(), read_key(key or first["key"]))
        receipt = json.loads(text)
        return verify_receipt(receipt, read_key(key or receipt["tm:signature"]["tm:key"]))
    except (IndexError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise Unreadable("neither a receipt nor an exported log") from error


def main() -> NoReturn:
    """The command line."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("file")
    asked.add_argument("--key", help="the log's public key, as you know it from elsewhere")
    options = asked.parse_args()
    try:
        with open(options.file, encoding="utf-8") as file:
            print("valid:", verify_text(file.read(), options.key))
    except Invalid as error:
        print("NOT VALID:", error)
        sys.exit(1)
    except (OSError, Unreadable) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    sys.exit(0)


if __name__ == "__main__":
    main()
