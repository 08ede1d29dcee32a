"""A database of an earlier release becomes one of today without losing or inventing anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playhouse.migrations import Runner

from temoin.store.migrating import MIGRATIONS, migrate, pending
from temoin.store.opening import open_database
from tests.servers.postgres import PostgresServer

RECORD = """
    insert into consent_record (id, site_id, key, digest, at, revision, action, state, granted,
        language, source, page)
    values ({0}, 1, {0}, {0}, 1, 1, 'refuse', 'refused', '', 'fr', 'banner', 'https://s.example/')
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/old.sqlite3"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


def test_records_and_revisions_from_before_regimes_say_nothing_of_them(empty_database: str) -> None:
    """R20: rows stay; what was not known then is null."""
    opened = open_database(empty_database)
    with opened.connection_context():
        Runner(opened, str(MIGRATIONS)).up("0001_first_tables")
        blob = "decode('00','hex')" if "postgresql" in empty_database else "x'00'"
        for statement in (
            "insert into organisation (name, created_at) values ('o', 1)",
            "insert into site (organisation_id, key, name, draft, draft_version, published_number,"
            " created_at) values (1, 'k', 's', '{}', 1, 1, 1)",
            "insert into site_revision (site_id, number, document, content_hash, published_at)"
            " values (1, 1, '{}', '', 1)",
            RECORD.format(blob),
        ):
            opened.execute_sql(statement)
    assert "0002_regimes" in migrate(opened)
    assert pending(opened) == []
    with opened.connection_context():
        revision = opened.execute_sql("select number, asked_since from site_revision").fetchone()
        record = opened.execute_sql("select state, regime from consent_record").fetchone()
    close_all = getattr(opened, "close_all", opened.close)
    close_all()
    assert tuple(revision) == (1, None)
    assert tuple(record) == ("refused", None)
