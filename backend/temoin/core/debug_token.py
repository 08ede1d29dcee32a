"""The word with which the dashboard lets a page show what waits on it, and why: one site, one hour.

`base64url(expiry, 5 bytes | mac, 16 bytes)`. The mac is keyed BLAKE2b (RFC 7693) over expiry and
site key.
"""

from __future__ import annotations

import hmac

from temoin.core import signed

VALID_S = 3600
_EXPIRY = 5
_LENGTH = 28


def sign(secret: bytes, site_key: str, expires_at: int) -> str:
    """The token's text, safe in an address; `expires_at` is in UTC seconds."""
    expiry = expires_at.to_bytes(_EXPIRY, "big")
    return signed.spell(expiry + _mac(secret, site_key, expiry))


def is_valid(secret: bytes, site_key: str, text: str, now_s: int) -> bool:
    """Whether this service signed it for this site and it has not expired."""
    if len(text) != _LENGTH:
        return False
    body = signed.read(text)
    if body is None:
        return False
    expiry, mac = body[:_EXPIRY], body[_EXPIRY:]
    is_ours = hmac.compare_digest(mac, _mac(secret, site_key, expiry))
    return is_ours and now_s < int.from_bytes(expiry, "big")


def _mac(secret: bytes, site_key: str, expiry: bytes) -> bytes:
    return signed.mac(secret, expiry + site_key.encode())
