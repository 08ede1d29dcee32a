"""Running the ASGI front: one supervisor, workers that restart one after the other on SIGHUP."""

from __future__ import annotations

import os
import resource
import socket
from collections.abc import Callable
from typing import IO

import click
import uvicorn
from uvicorn.supervisors import Multiprocess

from temoin import settings as settings_module
from temoin.accounts.setup import setup_link
from temoin.core.errors import BadSettings
from temoin.settings import Settings, load
from temoin.store.in_use import mark_in_use
from temoin.store.migrating import migrate
from temoin.store.opening import is_sqlite, open_database
from temoin.web.transport import GatheringProtocol

STOP_WITHIN_S = 20
BACKLOG = 4096


def serve(
    host: str,
    port: int,
    workers: int,
    announce: Callable[[Settings], None] | None = None,
    factory: str = "temoin.front:create",
) -> None:
    """Serve until stopped. SIGTERM finishes what is under way; SIGHUP restarts without a gap.

    Raises BadSettings for more than one worker on SQLite, where a second writer makes everybody
    wait (measured: p99 of 400 ms and more).
    """
    os.environ.setdefault("TEMOIN_BASE_URL", f"http://{_url_host(host)}:{port}")
    settings = load()
    if workers > 1 and is_sqlite(settings.database):
        raise BadSettings("SQLite takes one worker: use PostgreSQL for more (TEMOIN_DATABASE_URL)")
    in_use = prepare(settings)
    listening = _listen(host, port)
    (announce or _announce)(settings)
    config = uvicorn.Config(
        factory,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http=GatheringProtocol,
        loop="uvloop" if os.name == "posix" else "auto",
        ws="none",
        proxy_headers=False,  # trusted proxies are counted by ourselves (V2)
        server_header=False,
        access_log=False,  # addresses of visitors are not written anywhere (R25)
        log_level="warning",
        timeout_graceful_shutdown=STOP_WITHIN_S,
        timeout_worker_healthcheck=30,
    )
    # A supervisor even for one worker: it holds the socket, so a reload loses no connection.
    with in_use:
        Multiprocess(config, sockets=[listening]).run()


def prepare(settings: Settings) -> IO[bytes]:
    """Folder, secret and schema, made once before any worker starts; gives the mark of use."""
    in_use = mark_in_use(settings.data_dir)
    settings_module.secret_of(settings)
    opened = open_database(settings.database)
    migrate(opened)
    opened.close()
    return in_use


def _announce(settings: Settings) -> None:
    click.echo(f"Temoin listens at {settings.base_url}")
    link = setup_link(settings)
    if link:
        click.echo(f"Make the first account here (the link works once, for 24 hours):\n  {link}")


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket. Raises BadSettings when the address is taken."""
    # Each stalled connection holds a descriptor; 500 of them must not stop the service (R17).
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else min(65536, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise BadSettings(f"cannot listen on {host}:{port}: {error.strerror}") from error
    listening.listen(BACKLOG)
    listening.set_inheritable(True)
    return listening


def _url_host(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
