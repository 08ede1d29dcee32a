"""`GET /t/<key>.js` and what belongs to it below `/t/`: constants from memory, strong ETag, 304."""

from __future__ import annotations

import os
from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple
from urllib.parse import parse_qs

from temoin.banner.answering import COMMON, JSON, SCRIPT, VARY, Ready, chosen, finish
from temoin.banner.composing import compress, embeds, first_layer, gate, panel, policy, tcf
from temoin.banner.debugging import debugging, is_on_own_machine
from temoin.banner.frameworks import has_tcf, narrowed_list
from temoin.banner.freezing import FIRST, PLACE, frozen_file
from temoin.banner.guarding import guard
from temoin.banner.rules import rules
from temoin.banner.vendorlist import Kept, VendorListFolder
from temoin.core.address import client_address
from temoin.core.experiment import arm_of, day_seed
from temoin.core.gpc import says_no_sale
from temoin.core.languages import asked_languages, nearest_language
from temoin.core.period import DAY_MS
from temoin.core.regime import Regime
from temoin.sites.debugging import may_debug
from temoin.sites.experiment import CONTROL
from temoin.sites.published import PublishedSite, PublishedSites
from temoin.sites.regimes import regime_at
from temoin.sites.seen import Sightings
from temoin.web.door import Answer, Header
from temoin.web.services import Services

PREFIX = "/t/"
MAX_CACHED = 2000
# Short for the first layer, whose address never changes; its ETag makes the next look cheap.
FIRST_CACHE = b"public, max-age=300, stale-while-revalidate=86400"
MODULE_CACHE = b"public, max-age=31536000, immutable"
NO_CACHE = b"no-store"
PERSONAL: tuple[Header, ...] = (
    (b"cache-control", b"private, max-age=300"),
    (b"vary", b"Accept-Encoding, Accept-Language, Sec-GPC"),
)
NO_DATA = b"{}"
UNKNOWN = b"/* temoin: there is no site with this key */"
FROZEN = f"/{PLACE}/"


class Part(Enum):
    """What a path below `/t/` asks for, by the end of the path."""

    PANEL = "/panel.js"
    EMBEDS = "/embeds.js"
    POLICY = "/policy.js"
    GATE = "/gate.js"
    GUARD = "/guard.js"
    RULES = "/rules.json"
    TCF = "/tcf.js"
    VENDORS = "/gvl.json"
    DEBUG = "/debug.js"
    FIRST = ".js"


# Without words, so the same in every language; not the banner, so no sign that it is in use.
SILENT = frozenset((Part.GUARD, Part.RULES))
FRAMEWORK_PARTS = (Part.TCF, Part.VENDORS)
DATA_PARTS = (Part.RULES, Part.VENDORS)
# Site key, revision, language, what `_Shown` tells apart, part: what the bytes depend on.
_Place = tuple[str, int, str, tuple[str, str, bool, int], Part]


class _Shown(NamedTuple):
    """What differs between visitors of one revision, and the vendor list where it is used."""

    regime: Regime
    arm: str
    is_gpc: bool
    vendors: Kept | None

    @property
    def place(self) -> tuple[str, str, bool, int]:
        return self.regime.key, self.arm, self.is_gpc, self.vendors.stamp if self.vendors else 0


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language of an answer, and whether the visitor's browser decided it."""

    language: str
    is_visitors: bool = False


class SnippetServer:
    """Finished answers of one process, made at the first request for each revision."""

    def __init__(self, services: Services, sites: PublishedSites, sightings: Sightings) -> None:
        self._services = services
        self._sites = sites
        self._sightings = sightings
        self._counters = {n: services.metrics.snippets.labels(n) for n in (200, 304, 404)}
        self._arm_secret = services.derived_secret("arm")
        self._ready: OrderedDict[_Place, dict[str, Ready]] = OrderedDict()
        self._vendors = VendorListFolder(services.settings.data_dir)

    def answer(self, path: str, query: str, headers: dict[bytes, bytes], peer: str) -> Answer:
        """The content, 304 when the browser has it, or 404 with a harmless empty script.

        `peer` is who connected; it is looked at where the site has several regimes or arms.
        """
        if FROZEN in path:
            return self._frozen(path, headers)
        key, part = _parse(path)
        if part is Part.DEBUG:
            key = self._debugged(key, headers)
        site = self._sites.get(key) if key else None
        if site is None:
            return self._unknown(part)
        vendors = self._vendors.current() if has_tcf(site) else None
        if part in FRAMEWORK_PARTS and vendors is None:
            return self._unknown(part)
        spoken = Spoken("") if part in SILENT else _spoken(site, query, headers)
        shown = _Shown(*self._shown(site, part, query, headers, peer), vendors)
        variants = self._variants(site, spoken.language, part, shown)
        if part not in SILENT:
            self._sightings.note(site.key, headers.get(b"referer", b""), site.origins)
        answer = self._counted(chosen(variants, headers))
        is_shared = part is not Part.FIRST or site.is_same_for_all
        if part is Part.DEBUG or (is_shared and not spoken.is_visitors):
            return answer
        return _for_one_visitor(answer)

    def _frozen(self, path: str, headers: dict[bytes, bytes]) -> Answer:
        """A file that an owner froze: the same bytes for good (WEB-02)."""
        place = (path, 0, "", ("", "", False, 0), Part.GATE)
        if place not in self._ready:
            content = frozen_file(path)
            if content is None:
                return self._unknown(Part.GATE)
            self._remember(place, finish(compress(content), SCRIPT, MODULE_CACHE))
        site = self._sites.get(path.split("/")[2])
        if site and path.endswith(FIRST):
            self._sightings.note(site.key, headers.get(b"referer", b""), site.origins)
        return self._counted(chosen(self._ready[place], headers))

    def _counted(self, answer: Answer) -> Answer:
        self._counters[answer.status].inc()
        return answer

    def _remember(self, place: _Place, variants: dict[str, Ready]) -> None:
        self._ready[place] = variants
        if len(self._ready) > MAX_CACHED:
            self._ready.popitem(last=False)

    def _debugged(self, place: str, headers: dict[bytes, bytes]) -> str:
        """The site of `key/token`; none for who may not see what waits on its pages."""
        key, _, token = place.partition("/")
        is_allowed = is_on_own_machine(headers) or may_debug(self._services, key, token)
        return key if is_allowed else ""

    def _shown(
        self, site: PublishedSite, part: Part, query: str, headers: dict[bytes, bytes], peer: str
    ) -> tuple[Regime, str, bool]:
        """Regime, arm and signal; the first layer names its regime to what it loads.

        Where all get the same nothing runs unasked, and the page's own script reads the signal.
        """
        if site.is_same_for_all or part in SILENT:
            return site.regimes.strictest, CONTROL, False
        if part is not Part.FIRST:
            return site.regimes.named(parse_qs(query[:200]).get("r", [""])[0]), CONTROL, False
        forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1")
        address = client_address(peer, forwarded, self._services.settings.trusted_proxies)
        regime = regime_at(site.regimes, self._services.geography, address)
        is_gpc = says_no_sale(headers.get(b"sec-gpc", b"").decode("latin-1"))
        return regime, self._arm(site, address), is_gpc

    def _arm(self, site: PublishedSite, address: str | None) -> str:
        """By chance, or by a hash of the address that is another one every day."""
        if not site.keeps_arm or address is None:
            return arm_of(site.offer.arms, os.urandom(8))
        day = self._services.now_ms() // DAY_MS
        return arm_of(site.offer.arms, day_seed(self._arm_secret, day, f"{site.key} {address}"))

    def _variants(
        self, site: PublishedSite, language: str, part: Part, shown: _Shown
    ) -> dict[str, Ready]:
        place = (site.key, site.number, language, shown.place, part)
        found = self._ready.get(place)
        if found is None:
            content = self._content(site.as_arm(shown.arm), language, part, shown)
            found = finish(compress(content), JSON if part in DATA_PARTS else SCRIPT, _cache(part))
            self._remember(place, found)
        return found

    def _content(self, site: PublishedSite, language: str, part: Part, shown: _Shown) -> bytes:
        base_url = self._services.settings.base_url
        if part in SILENT:
            return (rules if part is Part.RULES else guard)(site, base_url)
        if part is Part.DEBUG:
            return debugging(site, language, base_url)
        if part is Part.FIRST:
            return first_layer(
                site, language, base_url, shown.regime, shown.vendors, is_gpc=shown.is_gpc
            )
        if part in (Part.GATE, Part.PANEL):
            return gate() if part is Part.GATE else panel(site, language, shown.regime)
        if shown.vendors and part in FRAMEWORK_PARTS:
            make = tcf if part is Part.TCF else narrowed_list
            return make(site, language, shown.vendors)
        return policy(site, language, base_url) if part is Part.POLICY else embeds(site, language)

    def _unknown(self, part: Part) -> Answer:
        self._counters[404].inc()
        cache = NO_CACHE if part is Part.DEBUG else b"public, max-age=60"
        kept = [VARY, (b"cache-control", cache)]
        if part in DATA_PARTS:
            return Answer(404, NO_DATA, [JSON, *COMMON, *kept])
        return Answer(404, UNKNOWN, [SCRIPT, *COMMON, *kept])


def _parse(path: str) -> tuple[str, Part]:
    """Site key and what of it is meant; an empty key for any other path."""
    rest = path.removeprefix(PREFIX)
    for part in Part:
        if rest.endswith(part.value):
            return rest.removesuffix(part.value), part
    return "", Part.FIRST


def _cache(part: Part) -> bytes:
    """How long a part may be kept by its address."""
    if part is Part.DEBUG:
        return NO_CACHE
    return FIRST_CACHE if part is Part.FIRST or part in SILENT else MODULE_CACHE


def _spoken(site: PublishedSite, query: str, headers: dict[bytes, bytes]) -> Spoken:
    """The first language of `?l=de,auto` that the site offers; `auto` is the visitor's own."""
    if not query:
        return Spoken(site.languages[0])
    for wanted in parse_qs(query[:200]).get("l", [""])[0].split(","):
        if wanted == "auto":
            asked = asked_languages(headers.get(b"accept-language", b"").decode("latin-1"))
            found = (nearest_language(tag, site.languages) for tag in asked)
            return Spoken(next(filter(None, found), site.languages[0]), is_visitors=True)
        if nearest := nearest_language(wanted, site.languages):
            return Spoken(nearest)
    return Spoken(site.languages[0])


def _for_one_visitor(answer: Answer) -> Answer:
    """The same bytes, kept by this browser alone: a shared cache knows the address only (V23)."""
    kept = [header for header in answer.headers if header[0] not in (b"cache-control", b"vary")]
    return Answer(answer.status, answer.body, [*kept, *PERSONAL])
