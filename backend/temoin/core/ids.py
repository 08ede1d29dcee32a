"""Identifiers: time-ordered for rows, random for secrets and public keys."""

from __future__ import annotations

import base64
import re

# Its own few lines: the standard class costs ten times as much, twice for each decision.
_UUID = re.compile("-".join(f"([0-9a-fA-F]{{{n}}})" for n in (8, 4, 4, 4, 12)))
KEY_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # no l, o, 0, 1: keys are read out loud


def time_ordered(now_ms: int, random10: bytes) -> bytes:
    """A 16-byte UUID version 7: rows inserted later sort later, so the index stays append-only.

    `random10` is 10 random bytes. Source: RFC 9562 section 5.7.
    """
    head = now_ms.to_bytes(6, "big")
    version = 0x70 | (random10[0] & 0x0F)
    variant = 0x80 | (random10[2] & 0x3F)
    return head + bytes((version, random10[1], variant)) + random10[3:10]


def to_text(raw: bytes) -> str:
    """The canonical 36-character spelling of a 16-byte identifier."""
    spelt = raw.hex()
    return f"{spelt[:8]}-{spelt[8:12]}-{spelt[12:16]}-{spelt[16:20]}-{spelt[20:]}"


def from_text(text: str) -> bytes | None:
    """The 16 bytes of a canonical UUID, or None for any other spelling."""
    parts = _UUID.fullmatch(text)
    return bytes.fromhex("".join(parts.groups())) if parts else None


def site_key(random_bytes: bytes) -> str:
    """A public site key of 12 characters from 12 random bytes: it names, it allows nothing."""
    return "".join(KEY_ALPHABET[byte % 32] for byte in random_bytes[:12])


def url_token(random_bytes: bytes) -> str:
    """Unpadded base64url of random bytes, for links and API tokens."""
    return base64.urlsafe_b64encode(random_bytes).rstrip(b"=").decode("ascii")
