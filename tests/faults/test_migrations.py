"""An upgrade that is killed again and again goes on, and loses no row (R8)."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from peewee import Database

from temoin.consent.models import ConsentRecord
from temoin.store.migrating import migrate, pending
from temoin.store.opening import open_database
from tests.faults.test_backup import run_and_kill
from tests.feature.test_upgrading import filled
from tests.servers.postgres import PostgresServer
from tests.servers.service import make

pytestmark = pytest.mark.slow
ROWS = 100_000
SAME = ("accept", "given", "statistics", "fr", "banner", "https://shop.example/")
COLUMNS = "id, site_id, key, digest, at, revision, action, state, granted, language, source, page"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def old_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of the first release with 100,000 records."""
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.url(server.create())
    opened = filled(url)
    with opened.connection_context():
        fill(opened)
    getattr(opened, "close_all", opened.close)()
    return url


def fill(opened: Database) -> None:
    mark = "%s" if type(opened).__name__.startswith("Pooled") else "?"
    marks = ",".join([mark] * len(COLUMNS.split(",")))
    with opened.atomic():
        opened.cursor().executemany(
            f"insert into consent_record ({COLUMNS}) values ({marks})",  # noqa: S608 - made here
            [(os.urandom(16), 1, uuid.uuid4().bytes, b"", at, 1, *SAME) for at in range(1, ROWS)],
        )


def test_killed_upgrades_go_on_and_lose_nothing(
    old_url: str,
    tmp_path: Path,
    pytestconfig: pytest.Config,
    record_property: Callable[[str, object], None],
) -> None:
    """R8: from the first release, killed at random moments; each script is done whole or not."""
    service = make(tmp_path, old_url)
    killed = sum(
        run_and_kill(service, random.uniform(1.5, 4), "migrate")
        for _ in range(pytestconfig.getoption("--kills"))
    )
    opened = open_database(old_url)
    migrate(opened)
    assert pending(opened) == []
    with opened.connection_context():
        assert ConsentRecord.select().count() == ROWS
    getattr(opened, "close_all", opened.close)()
    record_property("rows", ROWS)
    record_property("killed", killed)
