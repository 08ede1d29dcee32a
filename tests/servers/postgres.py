"""A private PostgreSQL for the tests: real server, own folder, local socket, stopped at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

import psycopg

INITDB = ("-U", "temoin", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")


@dataclass(frozen=True)
class PostgresServer:
    """A running server; `url(name)` addresses one of its databases."""

    folder: Path
    command: list[str]

    def url(self, name: str) -> str:
        """Connection URL of a database."""
        return f"postgresql://temoin@/{name}?host={self.folder}"

    def create(self, template: str | None = None) -> str:
        """A fresh database, copied from a template if one is named; gives its name."""
        name = f"t{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            copied = f" template {template}" if template else ""
            connection.execute(f"create database {name}{copied}".encode())
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"drop database if exists {name} with (force)".encode())

    def control(self, *words: str) -> None:
        """Run pg_ctl: `control("stop", "-m", "immediate")`, `control("start")`."""
        data, log = self.folder / "data", self.folder / "log"
        subprocess.run(
            [*self.command, str(binary("pg_ctl")), "-D", str(data), "-l", str(log), "-w", *words],
            check=True,
            stdout=subprocess.DEVNULL,
        )


def binary(name: str) -> Path:
    """A program of the newest PostgreSQL installed. Fails when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version)
    on_path = shutil.which(name)
    if not found and not on_path:
        raise RuntimeError("PostgreSQL is not installed: run `make system-test`")
    return found[-1] if found else Path(str(on_path))


def start(folder: Path | None = None) -> PostgresServer:
    """Start a server that syncs its commits, listening on a socket in its own folder only."""
    # PostgreSQL refuses to run as root, so root becomes the user that its package made.
    command: list[str] = []
    folder = folder or Path(tempfile.mkdtemp(prefix="temoin-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        command = [
            "setpriv",
            f"--reuid={owner.pw_uid}",
            f"--regid={owner.pw_gid}",
            "--clear-groups",
        ]
    subprocess.run(
        [*command, str(binary("initdb")), "-D", str(folder / "data"), *INITDB],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    with (folder / "data" / "postgresql.conf").open("a", encoding="ascii") as settings:
        settings.write(
            f"listen_addresses = ''\nunix_socket_directories = '{folder}'\nmax_connections = 60\n"
        )
    server = PostgresServer(folder, command)
    server.control("start")
    return server


def stop(server: PostgresServer) -> None:
    """Stop the server and remove its folder."""
    server.control("stop", "-m", "immediate")
    shutil.rmtree(server.folder, ignore_errors=True)


def _version(path: Path) -> int:
    return int(path.parent.parent.name)
