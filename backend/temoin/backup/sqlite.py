"""Copying an SQLite database while it is written, and putting a copy in its place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from temoin.backup.archive import remove, sync_folder
from temoin.backup.engine import MIGRATIONS, Copied
from temoin.core.errors import Conflict, InvalidInput, NotFound


class SqliteEngine:
    """The database in a file."""

    name = "sqlite"
    member = "temoin.sqlite3"

    def __init__(self, path: Path) -> None:
        self._path = path

    def copy(self, target: Path) -> Copied:
        """In one step under one reading transaction, for which no writer waits.

        Step by step the copy would begin again with every commit of another process.
        """
        if not self._path.exists():
            raise NotFound(f"there is no database at {self._path}")
        remove([target])
        with closing(sqlite3.connect(self._path)) as source, closing(_made(target)) as copy:
            try:
                source.backup(copy, pages=-1)
                copy.execute("pragma journal_mode=delete")  # one file, whole in itself
            except sqlite3.DatabaseError as error:
                raise InvalidInput(f"the database cannot be copied: {error}") from error
            return _checked(copy)

    def staging(self) -> Path:
        """Beside the database, so that it can be renamed."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return self._path.with_name(self._path.name + ".restoring")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Leaving the write-ahead log needs every other connection closed; it is emptied by it."""
        with ExitStack() as stack:
            if self._path.exists():
                connection = sqlite3.connect(self._path, isolation_level=None, timeout=1)
                stack.enter_context(closing(connection))
                _lock(connection)
            yield

    def take_over(self, staged: Path, expected: dict[str, int]) -> str:
        """Two names for the old one, then one rename: at no moment is there no database."""
        with closing(sqlite3.connect(staged)) as copy:
            if _checked(copy).rows != expected:
                raise InvalidInput("the database in the backup has other rows than it says")
        aside = self._path.with_name(self._path.name + ".before-restore")
        if self._path.exists():
            remove([aside])
            os.link(self._path, aside)
        # Only a damaged database still has a log; it must not be played into the new one.
        for end in ("-wal", "-shm"):
            log = self._path.with_name(self._path.name + end)
            if log.exists():
                log.replace(aside.with_name(aside.name + end))
        staged.replace(self._path)
        sync_folder(self._path.parent)
        return str(aside) if aside.exists() else ""


def _lock(connection: sqlite3.Connection) -> None:
    """Raises Conflict; what is damaged cannot be locked, and is what a restore is for."""
    try:
        connection.execute("pragma journal_mode=delete")
        connection.execute("begin exclusive")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise Conflict("the service is running: stop it first") from error


def _made(target: Path) -> sqlite3.Connection:
    target.touch(mode=0o600)
    copy = sqlite3.connect(target)
    copy.execute("pragma synchronous=off")  # the archive that it goes into is synced
    return copy


def _checked(copy: sqlite3.Connection) -> Copied:
    """What is in a copy. Raises InvalidInput when SQLite finds it damaged."""
    try:
        found = copy.execute("pragma integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise InvalidInput(f"the database is damaged: {found}")
        tables = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        rows = {
            name: copy.execute(f'select count(*) from "{name}"').fetchone()[0]  # noqa: S608 - a table's name
            for (name,) in copy.execute(tables + " order by name").fetchall()
        }
        applied = copy.execute(f"select name from {MIGRATIONS} order by name").fetchall()  # noqa: S608
    except sqlite3.DatabaseError as error:
        raise InvalidInput(f"the database is damaged: {error}") from error
    return Copied(rows, [name for (name,) in applied])
