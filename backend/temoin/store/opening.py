"""Opening the database: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from peewee import Database, PostgresqlDatabase, SqliteDatabase
from playhouse.pool import PooledPostgresqlDatabase

from temoin.core.errors import BadSettings
from temoin.store.base import database

# FULL syncs the log at every commit: an acknowledged write survives a power loss (R1). With group
# commit it costs about 6 % over NORMAL. A busy writer is waited for, never answered with an error.
BUSY_TIMEOUT_S = 5
SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "busy_timeout": BUSY_TIMEOUT_S * 1000,
    "foreign_keys": 1,
    # 16 MiB of log before it is written back: keys are random, so their pages come again and again.
    "wal_autocheckpoint": 4000,
}


def sqlite_path(url: str) -> str:
    """The file of a `sqlite:///relative` or `sqlite:////absolute` URL."""
    return unquote(url.removeprefix("sqlite:///"))


def is_sqlite(url: str) -> bool:
    """Whether the URL names the embedded engine, which takes one writing process only."""
    return url.startswith("sqlite:")


def open_database(url: str) -> Database:
    """Open the database of this URL and bind the models to it.

    Raises BadSettings when the PostgreSQL driver is not installed.
    """
    opened = _sqlite(url) if is_sqlite(url) else _postgresql(url)
    database.initialize(opened)
    return opened


def _sqlite(url: str) -> Database:
    path = sqlite_path(url)
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    # A transaction that reads first and writes later fails at once, without waiting, when somebody
    # else wrote in between; taking the lock at its start makes it wait for its turn instead.
    return SqliteDatabase(path, pragmas=SQLITE_PRAGMAS, lock_type="immediate")


def require_driver() -> None:
    """Raises BadSettings when the driver of PostgreSQL is not installed."""
    try:
        import psycopg  # noqa: F401, PLC0415 - an extra: `pip install temoin[postgres]`
    except ImportError as error:
        raise BadSettings("PostgreSQL needs its driver: pip install 'temoin[postgres]'") from error


def _postgresql(url: str) -> PostgresqlDatabase:
    require_driver()
    pool: PostgresqlDatabase = PooledPostgresqlDatabase(
        url, max_connections=16, stale_timeout=300, prefer_psycopg3=True
    )
    return pool
