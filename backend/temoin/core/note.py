"""Signed notes, as transparency logs sign their heads. Source: C2SP signed-note.

```
<text, ending in a newline>
<empty line>
— <key name> <base64 of key id (4 bytes) and signature>
```
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

ED25519 = 0x01
COSIGNATURE = 0x04
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_VERIFIER = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: `signed` are the bytes after the key id."""

    name: str
    key_id: bytes
    signed: bytes

    def line(self) -> str:
        """The line with its newline."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.signed).decode()}\n"


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under a name, as it is published: `name+key id+base64(type and key)`."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256 over name, newline, type and key."""
        named = self.name.encode() + b"\n" + bytes((self.kind,)) + self.public
        return hashlib.sha256(named).digest()[:4]

    def spell(self) -> str:
        """The `vkey` text."""
        key = base64.b64encode(bytes((self.kind,)) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and who signed it."""

    text: str
    signatures: tuple[Signature, ...]

    def spell(self) -> str:
        """The whole note."""
        return self.text + "\n" + "".join(signature.line() for signature in self.signatures)


def parse_note(spelt: str) -> Note | None:
    """The note; None for anything that is not spelt as one."""
    text, separator, lines = spelt.rpartition("\n\n")
    found = [_signature(line) for line in lines.removesuffix("\n").split("\n")]
    signatures = tuple(one for one in found if one is not None)
    if not separator or not lines.endswith("\n") or len(signatures) != len(found):
        return None
    note = Note(text + "\n", signatures)
    return note if note.spell() == spelt else None


def parse_verifier(spelt: str) -> Verifier | None:
    """The key of a `vkey` text; None when its parts do not agree."""
    parts = _VERIFIER.fullmatch(spelt)
    key = _decode(parts[3]) if parts else None
    if parts is None or not key or len(key) != 33:
        return None
    verifier = Verifier(parts[1], key[0], key[1:])
    return verifier if verifier.spell() == spelt else None


def witness_keys(spelt: str) -> tuple[Verifier, ...]:
    """The keys of witnesses in a text, separated by spaces. Raises ValueError for one that is none.

    A witness signs with a key of another type than a log (C2SP tlog-cosignature).
    """
    found = []
    for one in spelt.split():
        verifier = parse_verifier(one)
        if verifier is None or verifier.kind != COSIGNATURE:
            raise ValueError(f"{one} is not the key of a witness (name+id+key of type 4)")
        found.append(verifier)
    return tuple(found)


def _signature(line: str) -> Signature | None:
    parts = _LINE.fullmatch(line)
    signed = _decode(parts[2]) if parts else None
    if parts is None or signed is None or len(signed) <= 4:
        return None
    return Signature(parts[1], signed[:4], signed[4:])


def _decode(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
