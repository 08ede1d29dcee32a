"""Loads of the snippet, counted by site and day and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.banner.views import make_door
from temoin.core.errors import Unavailable
from temoin.core.period import DAY_MS
from temoin.sites.models import Site, SnippetLoad
from temoin.sites.seen import Sighting, Sightings, write_sightings
from temoin.web.door import Answer, DoorRequest
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


def test_a_load_is_seen_through_any_server(client: FlaskClient, site: Site) -> None:
    """The install check works under gunicorn and on shared hosting too."""
    answer = client.get(f"/t/{site.key}.js", headers={"Referer": PAGE.decode()})
    assert answer.status_code == 200
    assert list(SnippetLoad.select(SnippetLoad.site, SnippetLoad.loads).tuples()) == [(site.id, 1)]


def test_a_dead_database_keeps_no_snippet_back(
    services: Services, app: Flask, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R4: what is counted may be lost; the banner is shown all the same, at both doors."""

    async def fail(*_: object, **__: object) -> None:
        raise Unavailable("the disk is full")

    def fail_now(*_: object) -> None:
        raise Unavailable("the disk is full")

    monkeypatch.setattr(services.writer, "commit", fail)
    monkeypatch.setattr(services.writer, "commit_now", fail_now)
    door = make_door(services, app.extensions["temoin_sites"])
    path, page = f"/t/{site.key}.js", {b"referer": PAGE}
    asked = DoorRequest("GET", path, "", page, b"", "127.0.0.1")
    assert asyncio.run(answer_of(door, asked)).status == 200
    assert app.test_client().get(path, headers={"Referer": PAGE.decode()}).status_code == 200


async def answer_of(door: Callable[[DoorRequest], Awaitable[Answer]], asked: DoorRequest) -> Answer:
    """The door's answer, after everything that it left behind has ended."""
    answer = await door(asked)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*left)
    return answer
