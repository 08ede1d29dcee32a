"""The head of a log, and the proof file that goes with a leaf.

Sources: C2SP tlog-checkpoint, tlog-proof, tlog-tiles. A checkpoint is the text of a signed note:

```
<origin>
<size, decimal>
<base64 of the root>
```
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from temoin.core.note import Note, parse_note

PROOF_HEADER = "c2sp.org/tlog-proof@v1"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first `size` leaves of the log named `origin` have this root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Proof:
    """A leaf's place, the hashes from it to the root, and the signed head with that root."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Checkpoint
    note: Note

    def spell(self) -> str:
        """The proof file."""
        return proof_text(self.index, self.hashes, self.note.spell())


def parse_checkpoint(text: str) -> Checkpoint | None:
    """The head that a note's text tells; None for any other spelling."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not lines[0] or not _NUMBER.fullmatch(lines[1]):
        return None
    root = hash_of(lines[2])
    if root is None:
        return None
    checkpoint = Checkpoint(lines[0], int(lines[1]), root)
    # Extension lines may follow in logs of others; in ours there are none.
    return checkpoint if text.startswith(checkpoint.text()) else None


def proof_text(index: int, hashes: Sequence[bytes], note: str) -> str:
    """A proof file: index, hashes from the leaf to the root, and the signed head."""
    lines = [PROOF_HEADER, f"index {index}", *(base64.b64encode(one).decode() for one in hashes)]
    return "\n".join(lines) + "\n\n" + note


def parse_proof(spelt: str) -> Proof | None:
    """The proof of such a file; None for any other spelling. `extra` data are passed over."""
    head, separator, signed = spelt.partition("\n\n")
    lines = head.split("\n")
    if not separator or lines[0] != PROOF_HEADER:
        return None
    rest = lines[2:] if len(lines) > 1 and lines[1].startswith("extra ") else lines[1:]
    number = rest[0].removeprefix("index ") if rest and rest[0].startswith("index ") else ""
    hashes = tuple(hash_of(line) for line in rest[1:])
    note = parse_note(signed)
    checkpoint = parse_checkpoint(note.text) if note else None
    if not _NUMBER.fullmatch(number) or None in hashes or note is None or checkpoint is None:
        return None
    return Proof(int(number), tuple(one for one in hashes if one), checkpoint, note)


def tile_path(level: int, number: int) -> str:
    """The path of a tile below `tile/`: its number in groups of three digits."""
    digits = f"{number:03d}"
    digits = digits.rjust(-(-len(digits) // 3) * 3, "0")
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    return "/".join([str(level), *(f"x{group}" for group in groups[:-1]), groups[-1]])


def hash_of(text: str) -> bytes | None:
    """The 32 bytes of a hash in base64; None for any other text."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    is_hash = len(found) == HASH_BYTES and base64.b64encode(found).decode() == text
    return found if is_hash else None
