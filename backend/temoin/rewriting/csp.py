"""A Content-Security-Policy that lets nothing load but what needs no choice."""

from __future__ import annotations

import hashlib
from base64 import b64encode

from temoin.rewriting.rules import RulesDocument

_INLINE = frozenset(("script-src", "style-src"))
_DATA = frozenset(("font-src", "img-src", "media-src"))
_KINDS = (
    *("default-src", "script-src", "style-src", "img-src", "font-src", "connect-src"),
    *("media-src", "frame-src"),
)


def policy(rules: RulesDocument) -> str:
    """The policy: the page's own hosts, the free ones and the service, for every kind of request.

    Inline scripts and styles stay allowed, because the policy is about who is asked, not about
    injected code. Nothing is said of what asks nobody (`form-action`, `frame-ancestors`).
    """
    sources = " ".join(dict.fromkeys(("'self'", *_own(rules), *_free(rules))))
    kinds = [
        f"{kind} {sources}"
        + (" 'unsafe-inline'" if kind in _INLINE else "")
        + (" data: blob:" if kind in _DATA else "")
        for kind in _KINDS
    ]
    return "; ".join((*kinds, "object-src 'none'", "base-uri 'self'"))


def script_hash(code: bytes) -> str:
    """The source by which a policy allows this very text as an inline script."""
    return f"'sha256-{b64encode(hashlib.sha256(code).digest()).decode()}'"


def _own(rules: RulesDocument) -> list[str]:
    return [source for host in rules.own for source in (host, f"*.{host}")]


def _free(rules: RulesDocument) -> list[str]:
    """An entry's path is a beginning; to browsers it is one only with a slash at the end."""
    return [
        source
        for entry in rules.free
        for source in (
            (entry, f"{entry}/") if "/" in entry and not entry.endswith("/") else (entry,)
        )
    ]
