"""What a leaf of the log holds: a salted commitment, never what it commits to (LOG-04).

Without the salt nobody can try values against a commitment; once value and salt are erased, the
leaf still proves that something was logged here, and links to nobody.
"""

from __future__ import annotations

import base64
import hashlib

SALT_BYTES = 32


def commitment(salt: bytes, statement: bytes) -> bytes:
    """32 bytes that fix a statement without telling it."""
    return hashlib.sha256(salt + statement).digest()


def leaf_bytes(kind: str, committed: bytes) -> bytes:
    """The leaf: RFC 8785 bytes of `{"commitment", "kind", "version"}`, base64url unpadded.

    Spelt by hand, because a whole log is hashed through here.
    """
    spelt = base64.urlsafe_b64encode(committed).rstrip(b"=")
    return b'{"commitment":"%b","kind":"%b","version":1}' % (spelt, kind.encode())
