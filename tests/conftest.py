"""Fixtures for all tests: a real PostgreSQL, fresh databases that are migrated once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from temoin.store.migrating import migrate
from temoin.store.opening import open_database
from tests.servers import postgres
from tests.servers.postgres import PostgresServer

# A busy machine is no failure: speed is for the benchmarks.
settings.register_profile("temoin", deadline=None)
settings.load_profile("temoin")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    server = postgres.start()
    yield server
    postgres.stop(server)


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> str:
    name = postgres_server.create()
    _migrate(postgres_server.url(name))
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "temoin.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The same test runs on both engines; the second one is marked `pg`."""
    if request.param == "sqlite":
        path = tmp_path / "temoin.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create(template=request.getfixturevalue("migrated_postgres"))
    yield server.url(name)
    server.drop(name)


def _migrate(url: str) -> None:
    opened = open_database(url)
    migrate(opened)
    opened.close()
    close_all = getattr(opened, "close_all", None)
    if close_all:
        close_all()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser in the process of the other tests would run its loop in all of them."""
    for item in items:
        folder = item.path.parent.name
        if folder in ("browser", "wordpress") and item.get_closest_marker(folder) is None:
            raise pytest.UsageError(f"{item.nodeid}: set `pytestmark = pytest.mark.{folder}`")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=3, help="kills of a crash test (long form: 50)")
    parser.addoption("--tamperings", type=int, default=500, help="of a log (long form: 10,000)")
