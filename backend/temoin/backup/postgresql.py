"""Copying a PostgreSQL database with its own tools, and putting a copy in its place."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from temoin.backup.engine import MIGRATIONS, Copied
from temoin.core.errors import Conflict, InvalidInput, NotFound, Unavailable
from temoin.store.opening import require_driver

ASIDE = "temoin_before_restore"


class PostgresqlEngine:
    """The database of a server, in the schema `public`."""

    name = "postgresql"
    member = "database.dump"

    def __init__(self, url: str, folder: Path) -> None:
        require_driver()
        from psycopg import conninfo  # noqa: PLC0415 - an extra

        parts: dict[str, Any] = conninfo.conninfo_to_dict(url)
        password = parts.pop("password", None)
        self._url, self._folder = url, folder
        # A password among the words of a command could be read by everybody on the machine.
        self._environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
        self._target = conninfo.make_conninfo(**parts)

    def copy(self, target: Path) -> Copied:
        """The dump and the counts see one snapshot."""
        tool = _tool("pg_dump")
        with self._connect() as connection:
            connection.execute("begin isolation level repeatable read read only")
            snapshot = connection.execute("select pg_export_snapshot()").fetchone()[0]
            copied = _counted(connection)
            words = [
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--exclude-schema={ASIDE}",
            ]
            words += [f"--snapshot={snapshot}", f"--file={target}", f"--dbname={self._target}"]
            self._run([tool, *words])
            return copied

    def staging(self) -> Path:
        """In the data folder."""
        return self._folder / f"{self.member}.restoring"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else may be connected when it begins."""
        with self._connect() as connection:
            others = connection.execute(
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and pid <> pg_backend_pid() and backend_type = 'client backend'"
            ).fetchone()[0]
            if others:
                raise Conflict(f"{others} others use the database: stop the service first")
        yield

    def take_over(self, staged: Path, expected: dict[str, int]) -> str:
        """One transaction puts the old schema aside and makes the new one; checked, the old goes.

        Whatever stops it before its end leaves the old database as it was.
        """
        script = staged.with_suffix(".sql")
        try:
            self._run([_tool("pg_restore"), "--no-owner", f"--file={script}", str(staged)])
            with self._connect() as connection:
                connection.execute(f"drop schema if exists {ASIDE} cascade")
            first = f"alter schema public rename to {ASIDE}; create schema public"
            words = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
            words += [f"--command={first}", f"--file={script}", "--output=/dev/null"]
            self._run([_tool("psql"), *words, f"--dbname={self._target}"])
        finally:
            script.unlink(missing_ok=True)
        with self._connect() as connection:
            if _counted(connection).rows != expected:
                back = f"drop schema public cascade; alter schema {ASIDE} rename to public"
                connection.execute(back)
                raise InvalidInput("the database in the backup has other rows than it says")
            connection.execute(f"drop schema {ASIDE} cascade")
        return ""

    @contextmanager
    def _connect(self) -> Iterator[Any]:
        import psycopg  # noqa: PLC0415 - an extra

        try:
            with psycopg.connect(self._url, connect_timeout=3, autocommit=True) as connection:
                yield connection
        except psycopg.OperationalError as error:
            raise Unavailable(f"the database does not answer: {error}".splitlines()[0]) from error

    def _run(self, words: list[str]) -> None:
        done = subprocess.run(
            words, env=self._environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            said = (done.stderr.strip() or "no reason given").splitlines()[0]
            raise Unavailable(f"{Path(words[0]).name} failed: {said}")


def _tool(name: str) -> str:
    """The path of a client program. Raises NotFound, saying where it comes from."""
    found = shutil.which(name)
    if found is None:
        where = "it comes with PostgreSQL's client (Debian: apt install postgresql-client)"
        raise NotFound(f"{name} is not installed: {where}")
    return found


def _counted(connection: Any) -> Copied:
    tables = connection.execute(
        "select tablename from pg_tables where schemaname = 'public' order by tablename"
    ).fetchall()
    rows = {
        name: connection.execute(f'select count(*) from public."{name}"').fetchone()[0]  # noqa: S608 - a table's name
        for (name,) in tables
    }
    applied = connection.execute(f"select name from public.{MIGRATIONS} order by name").fetchall()  # noqa: S608
    return Copied(rows, [name for (name,) in applied])
