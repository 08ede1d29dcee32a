"""What visitors are served: the published revision of a site, cached in the process."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from peewee import DatabaseError, InterfaceError

from temoin.core.consent import Offer
from temoin.core.errors import Forbidden, NotFound
from temoin.core.regime import SiteRegimes
from temoin.sites.document import SiteDocument, stored_document
from temoin.sites.experiment import shown_in
from temoin.sites.models import Site, SiteOrigin, SiteRevision
from temoin.sites.regimes import regimes_of

FRESH_MS = 1000
_KEY = re.compile(r"[a-z0-9]{1,32}")
MAX_CACHED = 5000


@dataclass(frozen=True, slots=True)
class PublishedSite:
    """One site as visitors see it: everything that banner, consent and ingest need.

    `asked_since` is the first revision whose choices still answer what this one asks; `arm` is that
    of an A/B test, empty for the document itself.
    """

    id: int
    key: str
    number: int
    document: SiteDocument
    origins: frozenset[str]
    offer: Offer
    languages: tuple[str, ...]
    regimes: SiteRegimes
    asked_since: int
    arm: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether what becomes of the banner is counted: the owner wants it, or a test runs."""
        return bool(self.document.raw["counting"]) or len(self.offer.arms) > 1

    @property
    def shares_choice(self) -> bool:
        """Whether a choice made on one domain is handed over to the others (CNIL-16)."""
        raw = self.document.raw
        return bool(raw["shared_choice"]) and len(raw["domains"]) > 1

    @property
    def is_same_for_all(self) -> bool:
        """Whether every visitor gets the same first layer."""
        return self.regimes.is_one and len(self.offer.arms) == 1

    @property
    def keeps_arm(self) -> bool:
        """Whether an address keeps its arm for a day."""
        return bool(self.document.raw["experiment"]["sticky"] == "day")

    def as_arm(self, arm: str) -> PublishedSite:
        """The site as an arm of its A/B test shows it."""
        shown = SiteDocument(shown_in(self.document.raw, arm))
        return replace(self, document=shown, arm=arm) if arm else self


@dataclass(slots=True)
class _Entry:
    site: PublishedSite | None
    checked_at: int


class PublishedSites:
    """Published revisions by site key.

    A revision is immutable, so only its number is asked for, at most once a second; when the
    database does not answer, the last known revision keeps being served (R4). Unknown keys are
    remembered too, so that guessing keys does not reach the database.
    """

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._older: dict[tuple[int, int], Offer | None] = {}

    def get(self, key: str) -> PublishedSite | None:
        """The published site of this key, or None when there is none."""
        entry = self._entries.get(key)
        now = self._now_ms()
        if entry is not None and 0 <= now - entry.checked_at < FRESH_MS:
            return entry.site
        if not _KEY.fullmatch(key):
            return None  # no site has it, and not every database takes every text
        site = self._refresh(key, entry)
        self._entries[key] = _Entry(site, now)
        self._entries.move_to_end(key)
        if len(self._entries) > MAX_CACHED:
            self._entries.popitem(last=False)
        return site

    def for_sender(self, key: str, origin: str | None) -> PublishedSite:
        """The site of a key, if this origin may send for it.

        Raises NotFound or Forbidden. Without an Origin header no browser sent this across
        origins, and a header that anybody can write would prove nothing.
        """
        site = self.get(key)
        if site is None:
            raise NotFound("there is no such site")
        if origin is not None and origin not in site.origins:
            raise Forbidden("this origin does not belong to the site")
        return site

    def forget(self, key: str) -> None:
        """Ask the database again at the next request, e.g. right after publishing."""
        self._entries.pop(key, None)

    def offer_of(self, site: PublishedSite, number: int) -> Offer | None:
        """What an earlier revision offered (a page may be cached), None if unknown."""
        if number == site.number:
            return site.offer
        known = self._older.get((site.id, number))
        if known is None and 0 < number < site.number:
            revision = SiteRevision.get_or_none(
                (SiteRevision.site == site.id) & (SiteRevision.number == number)
            )
            known = stored_document(revision.document).offer if revision else None
            self._older[site.id, number] = known
        return known

    def is_known_origin(self, origin: str) -> bool:
        """Whether any published site allows this origin; a preflight names no site."""
        return SiteOrigin.select().where(SiteOrigin.origin == origin[:300]).exists()

    def _refresh(self, key: str, entry: _Entry | None) -> PublishedSite | None:
        try:
            row = Site.get_or_none(Site.key == key)
            if row is None or row.published_number == 0:
                return None
            if entry and entry.site and entry.site.number == row.published_number:
                return entry.site
            return _load(row)
        except (DatabaseError, InterfaceError):
            if entry is not None:
                return entry.site
            raise


def published(
    row: Site, number: int, document: SiteDocument, asked_since: int = 0
) -> PublishedSite:
    """A site as visitors would see it with this document as that revision."""
    return PublishedSite(
        id=row.id,
        key=row.key,
        number=number,
        document=document,
        origins=document.origins,
        offer=document.offer,
        languages=tuple(document.languages),
        regimes=regimes_of(document.raw),
        asked_since=asked_since,
    )


def _load(row: Site) -> PublishedSite:
    revision = SiteRevision.get(
        (SiteRevision.site == row.id) & (SiteRevision.number == row.published_number)
    )
    document = stored_document(revision.document)
    return published(row, row.published_number, document, revision.asked_since or 0)
