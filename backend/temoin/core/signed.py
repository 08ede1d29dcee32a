"""What the service's signed words share: keyed BLAKE2b (RFC 7693) and strict base64url."""

from __future__ import annotations

import base64
import binascii
import hashlib

MAC_BYTES = 16


def mac(secret: bytes, message: bytes) -> bytes:
    """16 bytes that only who has the secret can make."""
    return hashlib.blake2b(message, key=secret, digest_size=MAC_BYTES).digest()


def spell(body: bytes) -> str:
    """The bytes as text that is safe in addresses, cookies and JSON."""
    return base64.urlsafe_b64encode(body).decode("ascii")


def read(text: str) -> bytes | None:
    """The bytes of such a text, padding included; None for any other."""
    try:
        return base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
