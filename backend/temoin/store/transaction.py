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
_KEYS_AT_ONCE = 1000  # an engine takes a bounded number of parameters (SQLite: 32,766)


class Transaction(Protocol):
    """One open transaction. Placeholders are written `?` for both engines."""

    def select(self, sql: str, values: Sequence[Any]) -> list[Row]:
        """Rows of a query."""

    def insert_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
        """Insert the rows whose `site_id` and `key` are free; gives how many there were."""

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


def find_keys(
    transaction: Transaction, table: str, columns: Sequence[str], keys: Sequence[tuple[int, bytes]]
) -> list[Row]:
    """`site_id`, `key` and these columns of the rows that have one of the keys."""
    found: list[Row] = []
    wanted = ",".join(f"r.{name}" for name in ("site_id", "key", *columns))
    # A join, because SQLite reads the whole table for `(site_id, key) in (values …)`.
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        some = keys[start : start + _KEYS_AT_ONCE]
        places = ",".join(["(?,?)"] * len(some))
        found += transaction.select(
            f"with w(site_id, key) as (values {places})"  # noqa: S608 - names are ours
            f" select {wanted} from w join {table} r on r.site_id = w.site_id and r.key = w.key",
            [value for key in some for value in key],
        )
    return found


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

    def insert_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
        return self._connection.executemany(_insert(table, columns, "?"), rows).rowcount

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

    def insert_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
        import psycopg  # noqa: PLC0415 - an extra

        try:
            with (
                self._cursor.connection.transaction(),  # a savepoint
                self._cursor.copy(f"copy {table} ({','.join(columns)}) from stdin") as copy,
            ):
                for row in rows:
                    copy.write_row(row)
            return len(rows)
        except psycopg.errors.UniqueViolation:
            # Seldom: somebody tries again. COPY cannot pass over rows, so insert them singly.
            self._cursor.executemany(_insert(table, columns, "%s"), rows)
            count: int = self._cursor.rowcount
            return count

    def execute(self, sql: str, values: Sequence[Any]) -> None:
        self._cursor.execute(sql.replace("?", "%s"), values)


def _insert(table: str, columns: Sequence[str], mark: str) -> str:
    names, places = ",".join(columns), ",".join([mark] * len(columns))
    return (
        f"insert into {table} ({names}) values ({places})"  # noqa: S608 - names are ours
        " on conflict (site_id, key) do nothing"
    )


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
