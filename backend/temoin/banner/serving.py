"""`GET /t/<key>.js` and `/t/<key>/panel.js`: constants from memory, strong ETag, 304."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs

from temoin.banner.composing import Variants, compress, first_layer, panel
from temoin.core.text import best_language
from temoin.sites.published import PublishedSite, PublishedSites
from temoin.sites.seen import Sightings
from temoin.web.door import Answer, Header
from temoin.web.services import Services

PREFIX = "/t/"
MAX_CACHED = 2000
# Short for the first layer, whose address never changes; its ETag makes the next look cheap.
FIRST_CACHE = b"public, max-age=300, stale-while-revalidate=86400"
PANEL_CACHE = b"public, max-age=31536000, immutable"
VARY = (b"vary", b"Accept-Encoding")
UNKNOWN = b"/* temoin: there is no site with this key */"
COMMON: tuple[Header, ...] = (
    (b"content-type", b"text/javascript; charset=utf-8"),
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"x-content-type-options", b"nosniff"),
)


@dataclass(frozen=True, slots=True)
class _Ready:
    """Finished answers of one coding: the script, and that it has not changed."""

    tag: bytes
    full: Answer
    unchanged: Answer


class SnippetServer:
    """Finished answers of one process, made at the first request for each revision."""

    def __init__(self, services: Services, sites: PublishedSites, sightings: Sightings) -> None:
        self._services = services
        self._sites = sites
        self._sightings = sightings
        self._counters = {n: services.metrics.snippets.labels(n) for n in (200, 304, 404)}
        self._ready: OrderedDict[tuple[str, int, str, bool], dict[str, _Ready]] = OrderedDict()

    def answer(self, path: str, query: str, headers: dict[bytes, bytes]) -> Answer:
        """The script, 304 when the browser has it, or 404 with a harmless empty script."""
        key, is_panel = _parse(path)
        site = self._sites.get(key) if key else None
        if site is None:
            return self._unknown()
        variants = self._variants(site, _language(site, query), is_panel)
        ready = variants[_coding(headers.get(b"accept-encoding", b"")[:200])]
        self._sightings.note(site.key, headers.get(b"referer", b""), site.origins)
        is_known = _matches(headers.get(b"if-none-match", b""), ready.tag)
        answer = ready.unchanged if is_known else ready.full
        self._counters[answer.status].inc()
        return answer

    def _variants(self, site: PublishedSite, language: str, is_panel: bool) -> dict[str, _Ready]:
        place = (site.key, site.number, language, is_panel)
        found = self._ready.get(place)
        if found is None:
            content = (
                panel(site, language)
                if is_panel
                else first_layer(site, language, self._services.settings.base_url)
            )
            found = _finish(compress(content), PANEL_CACHE if is_panel else FIRST_CACHE)
            self._ready[place] = found
            if len(self._ready) > MAX_CACHED:
                self._ready.popitem(last=False)
        return found

    def _unknown(self) -> Answer:
        self._counters[404].inc()
        return Answer(404, UNKNOWN, [*COMMON, VARY, (b"cache-control", b"public, max-age=60")])


def _parse(path: str) -> tuple[str, bool]:
    """Site key and whether the panel is meant; an empty key for any other path."""
    rest = path.removeprefix(PREFIX)
    if rest.endswith("/panel.js"):
        return rest.removesuffix("/panel.js"), True
    return (rest.removesuffix(".js"), False) if rest.endswith(".js") else ("", False)


def _language(site: PublishedSite, query: str) -> str:
    if not query:
        return site.languages[0]
    wanted = parse_qs(query[:200]).get("l", [""])[0]
    return best_language(wanted, list(site.languages))


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


def _finish(variants: Variants, cache: bytes) -> dict[str, _Ready]:
    """Each coding has an ETag of its own, as a strong validator must (RFC 9110 section 8.8.3).

    A 304 repeats only what a cache updates (section 15.4.5).
    """
    finished = {}
    for coding, body in (("", variants.identity), ("gzip", variants.gzip), ("br", variants.brotli)):
        tag = f'"{variants.etag}{"-" + coding if coding else ""}"'.encode()
        kept: list[Header] = [(b"etag", tag), (b"cache-control", cache), VARY]
        headers = [*COMMON, *kept]
        if coding:
            headers.append((b"content-encoding", coding.encode()))
        finished[coding] = _Ready(tag, Answer(200, body, headers), Answer(304, b"", kept))
    return finished
