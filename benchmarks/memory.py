"""Memory of the worker's own (USS), idle and under each kind of load."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import ingest, snippet, wrk
from benchmarks.contenders import Contender, worker_of
from benchmarks.report import Check, Section
from benchmarks.wrk import Same
from tests.servers import service
from tests.servers.service import Service

HEAD = ("state", "USS MiB")


def measure(folder: Path, rounds: int, seconds: int) -> Section:
    """Idle after a first request at every door; then the highest value while load runs.

    As `pip install temoin` makes it: without the driver of PostgreSQL, an extra that peewee would
    load (10 MiB) because the tests have installed it here.
    """
    with _without_extras(folder) as running:
        site = running.add_site("Bench", "shop.example")["key"]
        pid = worker_of(running)
        script = f"{running.url}/t/{site}.js"
        snippet.fetch(script)
        snippet.fetch(f"{running.url}/login")
        ingest.a_grant(running, site, 0)
        time.sleep(1)
        idle = wrk.private_mib(pid)
        loads = [
            *ingest.temoin("SQLite", running),
            Contender("snippet", script, Same(headers=snippet.CODING), [pid]),
            Contender("Flask page /login", f"{running.url}/login", Same(), [pid]),
        ]
        rows: list[tuple[str, float]] = [("idle", round(idle, 1))]
        for load in loads:
            rows.append((load.name, round(_highest(load, pid, rounds * seconds), 1)))
    most = max(value for _, value in rows[1:])
    checks = [Check("USS idle, MiB", idle, "<=", 48), Check("USS under load, MiB", most, "<=", 64)]
    return Section("Memory of the worker", HEAD, rows, checks)


@contextmanager
def _without_extras(folder: Path) -> Iterator[Service]:
    hidden = folder / "hidden"
    hidden.mkdir()
    (hidden / "psycopg.py").write_text("raise ImportError\n")
    running = service.make(folder, trusted_proxies="1")
    running.environment["PYTHONPATH"] = str(hidden)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def _highest(load: Contender, pid: int, seconds: int) -> float:
    running = threading.Thread(target=load.measure, args=(seconds,))
    running.start()
    highest = 0.0
    while running.is_alive():
        highest = max(highest, wrk.private_mib(pid))
        time.sleep(0.2)
    running.join()
    return highest
