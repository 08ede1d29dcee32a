"""Secrets that have to be read again, sealed with AES-GCM: the database alone gives none of them.

Each is bound to whom it belongs to, so that it does not open when it is moved to another row.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


def seal(key: bytes, owner: bytes, text: str) -> bytes:
    """The nonce and the sealed text; `key` has 32 bytes."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), owner)


def unseal(key: bytes, owner: bytes, sealed: bytes) -> str | None:
    """The text; None for another key or owner, and for what was changed."""
    try:
        text = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], owner)
    except (InvalidTag, ValueError):
        return None
    return text.decode()
