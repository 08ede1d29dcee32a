"""The words a visitor was shown, kept once and named by their hash (REC-05, MAIL-02).

A revision alone does not say them: shipped wording and code change with the release, the language
with the visitor, the sentence about the law with the country.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict

from temoin.core.canonical import canonical
from temoin.core.regime import Regime
from temoin.sites.published import PublishedSite
from temoin.store.transaction import Row
from temoin.web.services import Services

COLUMNS = ("site_id", "key", "content", "first_at")
MAX_CACHED = 5000
_Place = tuple[str, int, str, str, str]


class Words:
    """Hashes of what this process shows, and which of them are on disk already."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._known: OrderedDict[_Place, tuple[bytes, bytes | None]] = OrderedDict()

    def of(
        self, site: PublishedSite, number: int, arm: str, language: str, regime: Regime
    ) -> tuple[bytes | None, Row | None]:
        """The hash, and the row to write with it unless it was written before.

        Words of a revision that is no longer served are not made up again: then there is no hash.
        """
        shown = self._services.shown_words
        if shown is None or number != site.number:
            return None, None
        place = (site.key, number, arm, language, regime.key)
        known = self._known.get(place)
        if known is None:
            content = canonical(shown(site.as_arm(arm), language, regime))
            known = self._known[place] = (hashlib.sha256(content).digest(), content)
            if len(self._known) > MAX_CACHED:
                self._known.popitem(last=False)
        hash_, unwritten = known
        if unwritten is None:
            return hash_, None
        return hash_, (site.id, hash_, unwritten.decode(), self._services.now_ms())

    def written(self, hash_: bytes) -> None:
        """These words are on disk."""
        for place, (held, content) in self._known.items():
            if held == hash_ and content is not None:
                self._known[place] = (held, None)
