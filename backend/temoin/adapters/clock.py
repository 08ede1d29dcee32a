"""The wall clock and the system's randomness."""

from __future__ import annotations

import os
import time

from temoin.core import ids


def now_ms() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def new_id(at_ms: int) -> bytes:
    """A fresh time-ordered identifier of 16 bytes."""
    return ids.time_ordered(at_ms, os.urandom(10))


def new_site_key() -> str:
    """A fresh public site key."""
    return ids.site_key(os.urandom(12))


def new_token() -> str:
    """A fresh secret of 256 bits for links, sessions and API tokens."""
    return ids.url_token(os.urandom(32))
