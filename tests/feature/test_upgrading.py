"""An installation of the first release is brought up to date without losing a row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from peewee import Database
from playhouse.migrations import Runner
from playhouse.pool import PooledPostgresqlDatabase

from temoin.accounts.models import Membership, Organisation, SecondFactor, User
from temoin.accounts.roles import Role
from temoin.accounts.second_factor import is_missing
from temoin.consent.models import ConsentRecord
from temoin.features import FEATURES
from temoin.sites.models import Site, SiteRevision
from temoin.store.migrating import MIGRATIONS, migrate, pending
from temoin.store.opening import open_database
from tests.servers.postgres import PostgresServer

FIRST = "0001_first_tables"
ROWS = (
    "INSERT INTO organisation (name, created_at) VALUES ('Shop', 1)",
    "INSERT INTO account_user (email, password_hash, language, created_at)"
    " VALUES ('owner@shop.example', '', 'fr', 1)",
    "INSERT INTO membership (organisation_id, user_id, role) VALUES (1, 1, 'owner')",
    "INSERT INTO site (organisation_id, key, name, draft, draft_version, published_number,"
    " created_at) VALUES (1, 'shop', 'Shop', '{}', 1, 1, 1)",
    "INSERT INTO site_revision (site_id, number, document, content_hash, published_at)"
    " VALUES (1, 1, '{}', '', 1)",
    "INSERT INTO consent_record (id, site_id, key, digest, at, revision, action, state, granted,"
    " language, source, page) VALUES (BLOB, 1, BLOB, BLOB, 1, 1, 'refuse', 'refused', '', 'fr',"
    " 'banner', 'https://shop.example/')",
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def first_release(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of the first release with an owner in it."""
    if request.param == "sqlite":
        yield filled(f"sqlite:///{tmp_path / 'old.sqlite3'}")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    opened = filled(server.url(name))
    yield opened
    assert isinstance(opened, PooledPostgresqlDatabase)
    opened.close_all()
    server.drop(name)


def filled(url: str) -> Database:
    opened = open_database(url)
    with opened.connection_context():
        Runner(opened, str(MIGRATIONS)).up(FIRST)
        blob = "decode('00', 'hex')" if url.startswith("postgresql") else "x'00'"
        for row in ROWS:
            opened.execute_sql(row.replace("BLOB", blob))
    return opened


def test_members_stay_and_nothing_is_demanded_of_them(first_release: Database) -> None:
    """R22: SQLite writes the table anew for the column; what hangs on it is not taken along."""
    assert "0002_second_factor" in migrate(first_release)
    with first_release.connection_context():
        owner = User.get()
        member = Membership.get(Membership.user == owner)
        assert (member.organisation.name, member.role) == ("Shop", Role.OWNER.label)
        assert not Organisation.get().needs_second_factor
        assert not is_missing(owner.id)
        assert (SecondFactor.select().count(), Site.select().count()) == (0, 1)


def test_choices_from_before_regimes_say_nothing_of_them(first_release: Database) -> None:
    """R20: rows stay; what was not known then is null."""
    assert "0003_regimes" in migrate(first_release)
    assert pending(first_release) == []
    with first_release.connection_context():
        record = ConsentRecord.get()
        assert (record.state, record.regime) == ("refused", None)
        assert SiteRevision.get().asked_since is None


def test_the_tables_have_the_columns_of_the_models(first_release: Database) -> None:
    migrate(first_release)
    with first_release.connection_context():
        models: list[Any] = [table for feature in FEATURES for table in feature.tables]
        for model in models:
            columns = first_release.get_columns(model._meta.table_name)
            fields = {field.column_name: field.null for field in model._meta.sorted_fields}
            assert {column.name: column.null for column in columns} == fields, model
