"""Finished answers for one content: three codings, strong ETags, 304 (WEB-14)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from temoin.banner.composing import Variants
from temoin.web.door import Answer, Header

VARY = (b"vary", b"Accept-Encoding")
SCRIPT = (b"content-type", b"text/javascript; charset=utf-8")
JSON = (b"content-type", b"application/json")
COMMON: tuple[Header, ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"x-content-type-options", b"nosniff"),
)


@dataclass(frozen=True, slots=True)
class Ready:
    """Finished answers of one coding: the content, and that it has not changed."""

    tag: bytes
    full: Answer
    unchanged: Answer


def finish(variants: Variants, kind: Header, cache: bytes) -> dict[str, Ready]:
    """Each coding has an ETag of its own, as a strong validator must (RFC 9110 section 8.8.3).

    A 304 repeats only what a cache updates (section 15.4.5).
    """
    finished = {}
    for coding, body in (("", variants.identity), ("gzip", variants.gzip), ("br", variants.brotli)):
        tag = f'"{variants.etag}{"-" + coding if coding else ""}"'.encode()
        kept: list[Header] = [(b"etag", tag), (b"cache-control", cache), VARY]
        headers = [kind, *COMMON, *kept]
        if coding:
            headers.append((b"content-encoding", coding.encode()))
        finished[coding] = Ready(tag, Answer(200, body, headers), Answer(304, b"", kept))
    return finished


def chosen(finished: dict[str, Ready], headers: dict[bytes, bytes]) -> Answer:
    """The answer in a coding the browser takes; 304 when it has it."""
    ready = finished[_coding(headers.get(b"accept-encoding", b"")[:200])]
    is_known = _matches(headers.get(b"if-none-match", b""), ready.tag)
    return ready.unchanged if is_known else ready.full


@lru_cache(maxsize=256)
def _coding(accepted: bytes) -> str:
    """The smallest coding the browser takes; one that it refuses by q=0 is not used."""
    offered = {
        part.split(b";")[0].strip()
        for part in accepted.lower().split(b",")
        if not part.replace(b" ", b"").endswith((b";q=0", b";q=0.0"))
    }
    return "br" if b"br" in offered else "gzip" if b"gzip" in offered else ""


def _matches(if_none_match: bytes, tag: bytes) -> bool:
    if not if_none_match:
        return False
    listed = (part.strip().removeprefix(b"W/") for part in if_none_match.split(b","))
    return if_none_match.strip() == b"*" or tag in listed
