"""One file from a web server, within limits of time and size."""

from __future__ import annotations

import re
import time
import urllib.request
import zlib
from http.client import HTTPException
from typing import IO, Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlsplit

from temoin.core.errors import Unavailable

TIMEOUT_S = 30.0
STEP_BYTES = 1 << 16
_MAX_AGE = re.compile(r"max-age=(\d{1,9})")


class Fetched(NamedTuple):
    """A file, and for how long its server says that it may be kept (None: it says nothing)."""

    body: bytes
    max_age_s: int | None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A file that moved is not followed to wherever it went."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def fetch(url: str, max_bytes: int) -> Fetched:
    """The file at an http or https address; asked for compressed, given as it is.

    Raises Unavailable when it cannot be had, takes too long or is too large.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise Unavailable(f"{url} is no web address")
    asked = urllib.request.Request(  # noqa: S310 - the scheme was checked
        url, headers={"Accept-Encoding": "gzip", "User-Agent": "temoin"}
    )
    try:
        with urllib.request.build_opener(_NoRedirect).open(asked, timeout=TIMEOUT_S) as reply:
            packed = _read(reply, max_bytes)
            headers = reply.headers
    except HTTPError as error:
        error.close()
        raise Unavailable(f"{url}: {error}") from error
    except (OSError, HTTPException) as error:
        raise Unavailable(f"{url}: {error}") from error
    is_gzip = headers.get("Content-Encoding", "").lower() == "gzip"
    kept = _MAX_AGE.search(headers.get("Cache-Control", ""))
    body = _unpacked(packed, max_bytes) if is_gzip else packed
    return Fetched(body, int(kept[1]) if kept else None)


def _read(reply: IO[bytes], max_bytes: int) -> bytes:
    """Everything, however slowly it drips: a socket's own limit counts from byte to byte."""
    ends, chunks, size = time.monotonic() + TIMEOUT_S, [], 0
    while chunk := reply.read(STEP_BYTES):
        chunks.append(chunk)
        size += len(chunk)
        if size > max_bytes:
            raise Unavailable(f"the file is larger than {max_bytes} bytes")
        if time.monotonic() > ends:
            raise Unavailable("the file did not arrive in time")
    return b"".join(chunks)


def _unpacked(packed: bytes, max_bytes: int) -> bytes:
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        body = unpacking.decompress(packed, max_bytes)
    except zlib.error as error:
        raise Unavailable("the file is not compressed as it says") from error
    if not unpacking.eof:
        raise Unavailable(f"the file is cut short or larger than {max_bytes} bytes")
    return body
