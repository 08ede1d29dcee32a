"""Loads of the snippet, counted by site and day and nothing else."""

from __future__ import annotations

from temoin.core.period import DAY_MS
from temoin.sites.models import Site, SnippetLoad
from temoin.sites.seen import Sighting, Sightings, write_sightings
from temoin.web.services import Services

ORIGINS = frozenset({"https://shop.example"})
PAGE = b"https://shop.example/article?id=1"


class Time:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 20_000 * DAY_MS

    def __call__(self) -> int:
        return self.now


def test_the_first_load_is_written_at_once_and_later_ones_each_minute() -> None:
    """The install check must not wait; a busy site must not write at every load."""
    time = Time()
    sightings = Sightings(time)
    sightings.note("a", PAGE, ORIGINS)
    assert sightings.take() == [("a", 20_000, 1, time.now)]
    for _ in range(3):
        sightings.note("a", PAGE, ORIGINS)
        assert sightings.take() == []
    time.now += 60_000
    sightings.note("a", PAGE, ORIGINS)
    assert sightings.take() == [("a", 20_000, 4, time.now)]
    assert sightings.take() == []


def test_loads_by_other_pages_prove_nothing() -> None:
    sightings = Sightings(Time())
    for referer in (b"", b"https://other.example/", b"https:", b"\xff//", b"a/b/c", b"https:/x/y"):
        sightings.note("a", referer, ORIGINS)
    assert sightings.take() == []


def test_counts_add_up_by_day(site: Site, services: Services) -> None:
    """Both engines: the second batch of a day is added to the first."""
    key = site.key
    batches = (
        [Sighting(key, 20_000, 2, 1)],
        [Sighting(key, 20_000, 3, 9), Sighting(key, 20_001, 1, 9)],
        [Sighting("nosuchsite", 20_000, 1, 9)],
    )
    for batch in batches:
        services.writer.commit_now(write_sightings, batch)
    rows = SnippetLoad.select(SnippetLoad.day, SnippetLoad.loads).order_by(SnippetLoad.day)
    assert list(rows.tuples()) == [(20_000, 5), (20_001, 1)]
    assert Site.get_by_id(site.id).seen_at == 9
