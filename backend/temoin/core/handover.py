"""The token by which a choice goes from one domain of a site to another, in a link's fragment.

One spelling: `base64url(mac, 16 bytes | nonce, 12 bytes | expiry, 4 bytes | source, target and
choice, parted by U+001F)`. The mac is keyed BLAKE2b (RFC 7693) over the site key, a hash of whoever
asked for it, and all that follows. So a token moves neither to another site nor to another person,
and holds nothing of them.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import NamedTuple

from temoin.core import signed
from temoin.core.signed import MAC_BYTES

_NONCE = 12
_HEAD = _NONCE + 4
_PART = "\x1f"


class Handover(NamedTuple):
    """A choice on its way between two origins; `expires_at` is in UTC seconds."""

    source: str
    target: str
    choice: str
    expires_at: int
    nonce: bytes


def sign(secret: bytes, site_key: str, sender: str, handover: Handover) -> str:
    """The token's text, safe in an address; `sender` is what tells one visitor from another."""
    head = handover.nonce + handover.expires_at.to_bytes(4, "big")
    rest = head + _PART.join((handover.source, handover.target, handover.choice)).encode()
    return _spell(_mac(secret, site_key, sender, rest) + rest)


def verify(secret: bytes, site_key: str, sender: str, text: str) -> Handover | None:
    """What the token carries, or None when this service did not give it to this sender.

    Expiry and use are the caller's to judge, because they need a clock and a memory.
    """
    body = signed.read(text + "=" * (-len(text) % 4))
    if body is None:
        return None
    mac, rest = body[:MAC_BYTES], body[MAC_BYTES:]
    is_ours = hmac.compare_digest(mac, _mac(secret, site_key, sender, rest))
    if not is_ours or _spell(body) != text:
        return None
    source, target, choice = rest[_HEAD:].decode().split(_PART)
    expires_at = int.from_bytes(rest[_NONCE:_HEAD], "big")
    return Handover(source, target, choice, expires_at, rest[:_NONCE])


def _spell(body: bytes) -> str:
    return signed.spell(body).rstrip("=")


def _mac(secret: bytes, site_key: str, sender: str, rest: bytes) -> bytes:
    whom = hashlib.blake2b(sender.encode("utf-8", "replace"), digest_size=MAC_BYTES).digest()
    return signed.mac(secret, site_key.encode() + b"\x1f" + whom + rest)
