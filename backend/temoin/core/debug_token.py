"""The word with which the dashboard lets a page show what waits on it, and why: one site, one hour.

`base64url(expiry, 5 bytes | mac, 16 bytes)`. The mac is keyed BLAKE2b (RFC 7693) over expiry and
site key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

VALID_S = 3600
_EXPIRY = 5
_LENGTH = 28


def sign(secret: bytes, site_key: str, expires_at: int) -> str:
    """The token's text, safe in an address; `expires_at` is in UTC seconds."""
    expiry = expires_at.to_bytes(_EXPIRY, "big")
    return base64.urlsafe_b64encode(expiry + _mac(secret, site_key, expiry)).decode("ascii")


def is_valid(secret: bytes, site_key: str, text: str, now_s: int) -> bool:
    """Whether this service signed it for this site and it has not expired."""
    if len(text) != _LENGTH:
        return False
    try:
        body = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return False
    expiry, mac = body[:_EXPIRY], body[_EXPIRY:]
    is_ours = hmac.compare_digest(mac, _mac(secret, site_key, expiry))
    return is_ours and now_s < int.from_bytes(expiry, "big")


def _mac(secret: bytes, site_key: str, expiry: bytes) -> bytes:
    message = expiry + site_key.encode()
    return hashlib.blake2b(message, key=secret, digest_size=16).digest()
