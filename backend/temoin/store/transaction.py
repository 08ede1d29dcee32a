"""The thin line to the engines that the writer uses: one connection, plain SQL, whole batches.

Going through peewee for each row costs a quarter of the throughput, so the two hot tables
(consent records and events) are written here; everything else uses the models.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from temoin.core.errors import Unavailable
from temoin.store.opening import BUSY_TIMEOUT_S, SQLITE_PRAGMAS, is_sqlite, sqlite_path

Row = tuple[Any, ...]
_LOCK_POLL_S = 0.005
IF_NEW = " on conflict (site_id, key) do nothing"
_KEYS_AT_ONCE = 1000  # an engine takes a bounded number of parameters (SQLite: 32,766)


class Transaction(Protocol):
    """One open transaction. Placeholders are written `?` for both engines."""

    def select(self, sql: str, values: Sequence[Any]) -> list[Row]:
        """Rows of a query."""

    def insert_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
        """Insert the rows whose `site_id` and `key` are free; gives how many there were."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert the rows, none of which is there."""

    def execute(self, sql: str, values: Sequence[Any]) -> None:
        """Run one statement."""


class Connection(Protocol):
    """A writer's connection, for one transaction at a time; reopened after the server went away.

    `is_local` says that only the commit waits for anything: what comes before is work in memory.
    """

    is_local: bool

    def begin(self, *, wait: bool = True) -> Transaction:
        """Start a transaction. Raises Unavailable; without `wait`, also while another writes."""

    def commit(self) -> None:
        """Return when the transaction is on disk; raises Unavailable after rolling it back."""

    def rollback(self) -> None:
        """Forget the transaction, if there is one."""

    def close(self) -> None:
        """Give the connection back."""


def connect(url: str) -> Connection:
    """A writer's connection to the database of this URL."""
    return _Sqlite(sqlite_path(url)) if is_sqlite(url) else _Postgresql(url)


@contextmanager
def transaction(connection: Connection) -> Iterator[Transaction]:
    """A transaction that commits and syncs at the end, or rolls back."""
    begun = connection.begin()
    try:
        yield begun
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


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


def find_values(
    transaction: Transaction, table: str, column: str, values: Collection[Any]
) -> set[Any]:
    """Those of the values that some row has in this column."""
    marks = ",".join("?" * len(values))
    found = transaction.select(
        f"select {column} from {table} where {column} in ({marks})",  # noqa: S608 - names are ours
        list(values),
    )
    return {row[0] for row in found}


class _Sqlite:
    is_local = True

    def __init__(self, path: str) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            opened = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False, cached_statements=256
            )
            # Whether to wait for a lock differs from one transaction to the next, so we do it.
            for name, value in {**SQLITE_PRAGMAS, "busy_timeout": 0}.items():
                opened.execute(f"pragma {name}={value}")
            self._connection = opened
        return self._connection

    def begin(self, *, wait: bool = True) -> Transaction:
        deadline = time.monotonic() + (BUSY_TIMEOUT_S if wait else 0)
        while True:
            try:
                connection = self._open()
                connection.execute("begin immediate")
                return _SqliteTransaction(connection)
            except sqlite3.OperationalError as error:  # locked, gone
                is_locked = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_locked or time.monotonic() >= deadline:
                    raise _not_written(error) from error
            time.sleep(_LOCK_POLL_S)

    def commit(self) -> None:
        try:
            self._open().execute("commit")  # returns after the log is synced to disk
        except sqlite3.Error as error:  # full, gone
            self.rollback()
            raise _not_written(error) from error

    def rollback(self) -> None:
        if self._connection is not None and self._connection.in_transaction:
            self._connection.execute("rollback")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _SqliteTransaction:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def select(self, sql: str, values: Sequence[Any]) -> list[Row]:
        return self._run(self._connection.execute, sql, values).fetchall()

    def insert_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
        statement = insertion(table, columns, "?") + IF_NEW
        return self._run(self._connection.executemany, statement, rows).rowcount

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        self._run(self._connection.executemany, insertion(table, columns, "?"), rows)

    def execute(self, sql: str, values: Sequence[Any]) -> None:
        self._run(self._connection.execute, sql, values)

    @staticmethod
    def _run(call: Callable[[str, Any], sqlite3.Cursor], sql: str, values: Any) -> sqlite3.Cursor:
        try:
            return call(sql, values)
        except sqlite3.OperationalError as error:  # full, gone
            raise _not_written(error) from error


class _Postgresql:
    is_local = False

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

    def begin(self, *, wait: bool = True) -> Transaction:  # noqa: ARG002 - nobody locks us out
        with self.telling():
            connection = self._open()
            connection.execute("begin")
            return _PostgresqlTransaction(self, connection.cursor())

    def commit(self) -> None:
        with self.telling():
            self._open().execute("commit")

    def rollback(self) -> None:
        if self._connection is not None and not self._connection.closed:
            with self.telling():
                self._connection.execute("rollback")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Unavailable for what is the server's fault, and a new connection next time."""
        import psycopg  # noqa: PLC0415 - an extra

        try:
            yield
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            self.close()
            raise _not_written(error) from error


class _PostgresqlTransaction:
    def __init__(self, connection: _Postgresql, cursor: Any) -> None:
        self._connection = connection
        self._cursor = cursor

    def select(self, sql: str, values: Sequence[Any]) -> list[Row]:
        with self._connection.telling():
            self._cursor.execute(sql.replace("?", "%s"), values)
            found = self._cursor.fetchall()
        return [tuple(plain(value) for value in row) for row in found]

    def insert_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
        import psycopg  # noqa: PLC0415 - an extra

        with self._connection.telling():
            try:
                with self._cursor.connection.transaction():  # a savepoint
                    self._copy(table, columns, rows)
                return len(rows)
            except psycopg.errors.UniqueViolation:
                # Seldom: somebody tries again. COPY cannot pass over rows, so insert them singly.
                self._cursor.executemany(insertion(table, columns, "%s") + IF_NEW, rows)
                count: int = self._cursor.rowcount
                return count

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        with self._connection.telling():
            self._copy(table, columns, rows)

    def _copy(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        with self._cursor.copy(f"copy {table} ({','.join(columns)}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)

    def execute(self, sql: str, values: Sequence[Any]) -> None:
        with self._connection.telling():
            self._cursor.execute(sql.replace("?", "%s"), values)


def _not_written(error: Exception) -> Unavailable:
    return Unavailable(f"the database cannot be written: {error}")


def insertion(table: str, columns: Sequence[str], mark: str) -> str:
    """The statement that inserts a row; `mark` is the engine's placeholder."""
    names, places = ",".join(columns), ",".join([mark] * len(columns))
    return f"insert into {table} ({names}) values ({places})"  # noqa: S608 - names are ours


def plain(value: Any) -> Any:
    """The value as SQLite would give it."""
    return bytes(value) if isinstance(value, memoryview) else value
