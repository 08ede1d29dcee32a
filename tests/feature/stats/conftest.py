"""Rows for the numbers to be read from, written straight into the tables."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from temoin.adapters import clock
from temoin.consent.models import ConsentRecord
from temoin.core.period import DAY_MS
from temoin.ingest.models import Event
from temoin.sites.models import Site

DAY = 20_000  # 4 October 2024
NOON = DAY * DAY_MS + DAY_MS // 2


@pytest.fixture
def add_choice(site: Site) -> Callable[..., ConsentRecord]:
    """Writes a record; what is passed replaces a column."""

    def add(state: str = "given", at: int = NOON, **changed: Any) -> ConsentRecord:
        row = {
            "id": clock.new_id(at),
            "site": site,
            "key": os.urandom(16),
            "digest": b"d",
            "at": at,
            "revision": 1,
            "action": "accept",
            "state": state,
            "granted": "statistics" if state in ("given", "partial") else "",
            "language": "fr",
            "source": "banner",
            "page": "https://shop.example/",
        }
        made: ConsentRecord = ConsentRecord.create(**{**row, **changed})
        return made

    return add


@pytest.fixture
def add_view(site: Site) -> Callable[..., Event]:
    """Writes a page view; what is passed replaces a column."""

    def add(page: str = "/", at: int = NOON, **changed: Any) -> Event:
        row = {
            "id": clock.new_id(at),
            "site": site,
            "key": os.urandom(16),
            "digest": b"d",
            "at": at,
            "name": "pageview",
            "page": page,
            "visitor": b"v" * 16,
            "record": b"r" * 16,
        }
        made: Event = Event.create(**{**row, **changed})
        return made

    return add
