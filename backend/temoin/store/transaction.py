"""The thin line to the engines that the writer uses: one connection, plain SQL, whole batches.

Going through peewee for each row costs a quarter of the throughput, so the two hot tables
(consent records and events) are written here; everything else uses the models.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from temoin.core.errors import Unavailable
from temoin.store.opening import SQLITE_PRAGMAS, is_sqlite, sqlite_path

Row = tuple[Any, ...]


class DuplicateKey(Exception):
    """Another process inserted the same key first; the batch is worth trying again."""


class Transaction(Protocol):
    """One open transaction. Placeholders are written `?` for both engines."""

    def select(self, sql: str, values: Sequence[Any]) -> list[Row]:
        """Rows of a query."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert all rows. Raises DuplicateKey when one exists."""

    def execute(self, sql: str, values: Sequence[Any]) -> None:
        """Run one statement."""


class Connection(Protocol):
    """A writer's connection; reopened by itself after the server went away."""

    def begin(self) -> Any:
        """Context manager of a Transaction: commits and syncs at the end, or rolls back."""

    def close(self) -> None:
        """Give the connection back."""


def connect(url: str) -> Connection:
    """A writer's connection to the database of this URL."""
    return _Sqlite(sqlite_path(url)) if is_sqlite(url) else _Postgresql(url)


def marks(count: int) -> str:
    """`?,?,?` for an `IN (…)` of that many values."""
    return ",".join("?" * count)


class _Sqlite:
    def __init__(self, path: str) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            opened = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False, cached_statements=256
            )
            for name, value in SQLITE_PRAGMAS.items():
                opened.execute(f"pragma {name}={value}")
            self._connection = opened
        return self._connection

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        try:
            connection = self._open()
            connection.execute("begin immediate")
            try:
                yield _SqliteTransaction(connection)
                connection.execute("commit")  # returns after the log is synced to disk
            except BaseException:
                if connection.in_transaction:
                    connection.execute("rollback")
                raise
        except sqlite3.OperationalError as error:  # locked, full, gone
            raise Unavailable(f"the database cannot be written: {error}") from error

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _SqliteTransaction:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def select(self, sql: str, values: Sequence[Any]) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        names = ",".join(columns)
        sql = f"insert into {table} ({names}) values ({marks(len(columns))})"  # noqa: S608 - ours
        try:
            self._connection.executemany(sql, rows)
        except sqlite3.IntegrityError as error:
            raise DuplicateKey(str(error)) from error

    def execute(self, sql: str, values: Sequence[Any]) -> None:
        self._connection.execute(sql, values)


class _Postgresql:
    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Any = None

    def _open(self) -> Any:
        import psycopg  # noqa: PLC0415 - an extra

        if self._connection is None or self._connection.closed:
            # A dead server answers within seconds, so that waiters get their 503 and may retry.
            self._connection = psycopg.connect(self._url, connect_timeout=3, autocommit=True)
            self._connection.execute("set synchronous_commit = on")
        return self._connection

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        import psycopg  # noqa: PLC0415 - an extra

        try:
            connection = self._open()
            with connection.transaction(), connection.cursor() as cursor:
                yield _PostgresqlTransaction(cursor)
        except psycopg.errors.UniqueViolation as error:
            raise DuplicateKey(str(error)) from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            self.close()
            raise Unavailable(f"the database cannot be written: {error}") from error

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _PostgresqlTransaction:
    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def select(self, sql: str, values: Sequence[Any]) -> list[Row]:
        self._cursor.execute(sql.replace("?", "%s"), values)
        return [tuple(_plain(value) for value in row) for row in self._cursor.fetchall()]

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        with self._cursor.copy(f"copy {table} ({','.join(columns)}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)

    def execute(self, sql: str, values: Sequence[Any]) -> None:
        self._cursor.execute(sql.replace("?", "%s"), values)


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
