"""An installation of the first release is brought up to date without losing a row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from peewee import Database
from playhouse.migrations import Runner
from playhouse.pool import PooledPostgresqlDatabase

from temoin.accounts.models import TABLES, Membership, Organisation, SecondFactor, User
from temoin.accounts.roles import Role
from temoin.accounts.second_factor import is_missing
from temoin.sites.models import Site
from temoin.store.migrating import MIGRATIONS, migrate
from temoin.store.opening import open_database
from tests.servers.postgres import PostgresServer

FIRST = "0001_first_tables"
ROWS = (
    "INSERT INTO organisation (name, created_at) VALUES ('Shop', 1)",
    "INSERT INTO account_user (email, password_hash, language, created_at)"
    " VALUES ('owner@shop.example', '', 'fr', 1)",
    "INSERT INTO membership (organisation_id, user_id, role) VALUES (1, 1, 'owner')",
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
        for row in ROWS:
            opened.execute_sql(row)
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
        assert SecondFactor.select().count() == Site.select().count() == 0


def test_the_tables_have_the_columns_of_the_models(first_release: Database) -> None:
    migrate(first_release)
    with first_release.connection_context():
        for model in TABLES:
            columns = first_release.get_columns(model._meta.table_name)
            fields = {field.column_name: field.null for field in model._meta.sorted_fields}
            assert {column.name: column.null for column in columns} == fields, model
