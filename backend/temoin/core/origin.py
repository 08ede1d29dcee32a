"""Web origins and page addresses: what a site's domains allow, and what of a URL is kept."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from temoin.core.errors import InvalidInput

_DOMAIN = re.compile(
    r"(?=.{1,253}(:|$))([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
    r"(:[1-9][0-9]{0,4})?"
)


def clean_domain(text: str) -> str:
    """`shop.example` or `127.0.0.1:8080` in lower case, punycode for other scripts.

    Raises InvalidInput for anything else (a URL, a path, a wildcard).
    """
    domain = text.strip().lower()
    if not domain.isascii():
        host, _, port = domain.partition(":")
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise InvalidInput(f"{text!r} is not a domain name") from error
        domain = f"{host}:{port}" if port else host
    if not _DOMAIN.fullmatch(domain):
        raise InvalidInput(
            f"{text!r} is not a domain: write it like shop.example, without https://"
        )
    return domain


def origins_of(domains: list[str]) -> frozenset[str]:
    """The exact origins that may send for these domains, default ports left out (RFC 6454)."""
    return frozenset(
        f"{scheme}://{_without_default_port(domain, port)}"
        for domain in domains
        for scheme, port in (("https", ":443"), ("http", ":80"))
    )


def _without_default_port(domain: str, port: str) -> str:
    return domain.removesuffix(port)


def page_address(url: str) -> str | None:
    """Scheme, host and path of an http(s) URL: query, fragment and credentials are dropped.

    None when it is no such URL. What follows `?` may carry click identifiers or personal data
    (EDPB-02), so it is never kept.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None:
        netloc += f":{port}"
    return f"{parts.scheme}://{netloc}{parts.path or '/'}"


def host_of(url: str) -> str | None:
    """Host (with port when given) of an http(s) URL, or None."""
    address = page_address(url)
    return urlsplit(address).netloc if address else None
