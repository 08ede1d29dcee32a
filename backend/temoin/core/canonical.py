"""One spelling for one value: the part of RFC 8785 (JCS) that statements in the log need.

Keys are ASCII, so that sorting by code point and by UTF-16 unit agree, and numbers are whole and
below 2**53, because JCS spells fractions as ECMAScript does and no encoder here does that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder(order="deterministic")
MAX_INTEGER = 2**53 - 1


def canonical(value: Mapping[str, Any]) -> bytes:
    """The canonical UTF-8 bytes of a mapping of texts, whole numbers, booleans, null and such.

    Trusted input: whoever builds a statement gives no fractions and no keys beyond ASCII.
    """
    return _ENCODER.encode(value)


def is_canonical(value: object) -> bool:
    """Whether this function's spelling of a value read from outside would be that of RFC 8785."""
    if isinstance(value, dict):
        return all(
            isinstance(key, str) and key.isascii() and is_canonical(inner)
            for key, inner in value.items()
        )
    if isinstance(value, list):
        return all(is_canonical(inner) for inner in value)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return True
    return isinstance(value, int) and abs(value) <= MAX_INTEGER
