"""How often, and when last, a site's own pages loaded the snippet.

Kept: one time and one count a day for each site. No visitor, no page, no address, so nothing is
read from anybody's browser for it: the request for the snippet is made anyway. A browser that takes
the snippet from its cache asks for nothing, so the count is a lower bound of page loads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from temoin.core.period import DAY_MS
from temoin.store.transaction import Transaction

EVERY_MS = 60_000


class Sighting(NamedTuple):
    """Loads of one site on one day (days since 1970, UTC) since the last look."""

    key: str
    day: int
    loads: int
    seen_at: int


class Sightings:
    """Loads counted in memory; a site that was not written for a minute makes all be written.

    What was counted in the last minute before a stop is lost: the count stays a lower bound.
    """

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._written_at: dict[str, int] = {}
        self._fresh: dict[tuple[str, int], list[int]] = {}
        self._is_due = False

    def note(self, key: str, referer: bytes, origins: frozenset[str]) -> None:
        """Count a load by a page of one of these origins; others prove nothing."""
        if _origin(referer) not in origins:
            return
        now = self._now_ms()
        counted = self._fresh.setdefault((key, now // DAY_MS), [0, 0])
        counted[0] += 1
        counted[1] = now
        if now - self._written_at.get(key, 0) >= EVERY_MS:
            self._is_due = True

    def take(self) -> list[Sighting]:
        """What is to be written now; empty most of the time."""
        if not self._is_due:
            return []
        taken = [Sighting(key, day, n, at) for (key, day), (n, at) in self._fresh.items()]
        self._written_at.update((sighting.key, sighting.seen_at) for sighting in taken)
        self._fresh = {}
        self._is_due = False
        return taken


def write_sightings(transaction: Transaction, batches: Sequence[Sequence[Sighting]]) -> list[None]:
    """Add the loads of each day and keep the last sighting of each site."""
    for batch in batches:
        for key, day, loads, seen_at in batch:
            transaction.execute("update site set seen_at = ? where key = ?", (seen_at, key))
            transaction.execute(
                "insert into snippet_load (site_id, day, loads) select id, ?, ? from site"
                " where key = ? on conflict (site_id, day)"
                " do update set loads = snippet_load.loads + excluded.loads",
                (day, loads, key),
            )
    return [None] * len(batches)


def _origin(referer: bytes) -> str:
    """`https://shop.example` of `https://shop.example/page`; a page's address has no user part."""
    parts = referer.split(b"/", 3)
    if len(parts) < 3 or parts[1]:
        return ""
    return b"/".join(parts[:3]).decode("latin-1")
