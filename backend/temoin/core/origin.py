"""Web origins and page addresses: what a site's domains allow, and what of a URL is kept."""

from __future__ import annotations

import re

from temoin.core.errors import InvalidInput

_DOMAIN = re.compile(
    r"(?=.{1,253}(:|$))([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
    r"(:[1-9][0-9]{0,4})?"
)

# RFC 3986 appendix B, for http(s) with a host.
_PAGE = re.compile(
    r"(https?)://(?:[^/?#]*@)?(\[[0-9a-f:.]+\]|[^\s/?#@:\[\]\\]+)(?::([0-9]{0,5}))?(/[^?#]*)?(?:[?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
MAX_PORT = 65535


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


def without_www(domains: list[str]) -> list[str]:
    """The domains by name, in order: `www.shop.example` is `shop.example`."""
    return sorted({domain.removeprefix("www.") for domain in domains})


def origins_of(domains: list[str]) -> frozenset[str]:
    """The exact origins that may send for these domains, default ports left out (RFC 6454)."""
    return frozenset(
        f"{scheme}://{domain.removesuffix(port)}"
        for domain in domains
        for scheme, port in (("https", ":443"), ("http", ":80"))
    )


def page_address(url: str) -> str | None:
    """Scheme, host and path of an http(s) URL: query, fragment and credentials are dropped.

    None when it is no such URL. What follows `?` may carry click identifiers or personal data
    (EDPB-02), so it is never kept.
    """
    parts = _PAGE.fullmatch(url)
    if parts is None:
        return None
    scheme, host, port, path = parts.groups()
    if not port:
        return f"{scheme.lower()}://{host.lower()}{path or '/'}"
    if int(port) > MAX_PORT:
        return None
    return f"{scheme.lower()}://{host.lower()}:{int(port)}{path or '/'}"


def host_of(url: str) -> str | None:
    """Host (with port when given) of an http(s) URL, or None."""
    address = page_address(url)
    return address.split("/", 3)[2] if address else None
