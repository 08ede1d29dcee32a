"""Addresses in a page, read the way browsers read them."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

_IGNORED = re.compile(r"[\t\r\n]")
_CONTROL = "".join(map(chr, range(0x21)))
_HTTP = re.compile(r"https?:", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LONGEST = 260  # what DNS takes, and a port
_END_OF_HOST = re.compile(r"[/?#]")


class Target(NamedTuple):
    """Where a request would go. An address too odd to read has an empty host."""

    host: str
    path: str


def target(address: str, base: Target | None = None) -> Target | None:
    """Host (with its port) and path of an http(s) address, None where no host is asked.

    `base` is where relative addresses start when that is not the page's own host.
    """
    text = _IGNORED.sub("", address.strip(_CONTROL)).replace("\\", "/")
    scheme = _SCHEME.match(text)
    if scheme and not _HTTP.fullmatch(scheme[0]):
        return None
    rest = text[scheme.end() :] if scheme else text
    if not rest.startswith("//") and not (scheme and rest):
        return base if text else None  # its path is not worth knowing: only odd pages need it
    # Browsers take any number of slashes after the scheme.
    authority = _END_OF_HOST.split(rest.lstrip("/"), maxsplit=1)[0]
    path = rest.lstrip("/")[len(authority) :]
    return Target(_host(authority.rpartition("@")[2]), path if path.startswith("/") else f"/{path}")


def _host(text: str) -> str:
    host = unquote(text).lower()
    if len(host) > _LONGEST:
        return ""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
