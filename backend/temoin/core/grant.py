"""The grant: a signed word of the service that a visitor allowed certain purposes on one site.

One spelling: `base64url(record id, 16 bytes | expiry, 4 bytes | mac, 16 bytes)` then a dot and each
granted purpose. The mac is keyed BLAKE2b (RFC 7693) over site key, the first 20 bytes and the
purposes, so a grant neither moves to another site nor widens.
"""

from __future__ import annotations

import hmac
from typing import NamedTuple

from temoin.core import signed

_HEAD = 20


class Grant(NamedTuple):
    """What a verified grant says; `expires_at` is in UTC seconds."""

    record_id: bytes
    purposes: tuple[str, ...]
    expires_at: int


def sign(secret: bytes, site_key: str, grant: Grant) -> str:
    """The grant's text, safe in a cookie and in JSON."""
    head = grant.record_id + grant.expires_at.to_bytes(4, "big")
    names = ".".join(grant.purposes)
    body = head + _mac(secret, site_key, head, names)
    return signed.spell(body) + "." + names


def verify(secret: bytes, site_key: str, text: str) -> Grant | None:
    """The grant, or None when it was not signed by this service for this site.

    Expiry is the caller's to judge, because it needs a clock.
    """
    encoded, _, names = text.partition(".")
    if len(encoded) != 48:
        return None
    body = signed.read(encoded)
    if body is None:
        return None
    head, mac = body[:_HEAD], body[_HEAD:]
    if not hmac.compare_digest(mac, _mac(secret, site_key, head, names)):
        return None
    return Grant(head[:16], tuple(names.split(".")), int.from_bytes(head[16:], "big"))


def _mac(secret: bytes, site_key: str, head: bytes, names: str) -> bytes:
    message = b"\x1f".join((site_key.encode(), head, names.encode("utf-8", "replace")))
    return signed.mac(secret, message)
