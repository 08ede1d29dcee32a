"""Which address a visitor came from, trusting a stated number of proxies (ASVS 4.1.3, V2)."""

from __future__ import annotations

import ipaddress
import re

# Nearly every address; making an object of it costs ten times as much.
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")


def client_address(peer: str, forwarded_for: str, trusted_proxies: int) -> str | None:
    """The visitor's address, canonically spelled; None when nothing trustworthy parses as one.

    `trusted_proxies` is how many proxies of the owner's stand in front (0: the header is ignored);
    the address is then that many places from the right of `X-Forwarded-For`, because everything
    further left was written by the visitor.
    """
    candidate = peer
    if trusted_proxies > 0:
        hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
        if len(hops) < trusted_proxies:
            return None
        candidate = hops[-trusted_proxies]
    return _parse(candidate)


def _parse(text: str) -> str | None:
    if _IPV4.fullmatch(text):
        return text
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
