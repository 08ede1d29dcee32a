"""Durable ingest: `POST /api/consent` and `/api/event` on SQLite and PostgreSQL, everything on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import bodies
from benchmarks.contenders import Contender, interleave, nginx, uvicorn, worker_of
from benchmarks.report import Check, Section
from benchmarks.wrk import Same, Unique
from tests.servers import postgres, service
from tests.servers.postgres import PostgresServer
from tests.servers.service import Service

HEAD = ("server", "req/s", "to nginx 204", "CPU µs", "p50 ms", "p99 ms", "4xx/5xx", "broken")


def measure(folder: Path, rounds: int, seconds: int) -> Section:
    """All contenders in interleaved rounds."""
    with ExitStack() as stack:
        contenders = _start(stack, folder)
        interleave(list(contenders.values()), rounds, seconds)
    floor = contenders["nginx 204"]
    rows = [contender.row(floor) for contender in contenders.values()]
    return Section("Durable ingest, 64 connections", HEAD, rows, _checks(contenders))


def _start(stack: ExitStack, folder: Path) -> dict[str, Contender]:
    port = stack.enter_context(nginx(folder))
    same = Same("POST", json.dumps(bodies.decision("abcdefghijkm")), bodies.sender(0))
    started = [Contender("nginx 204", f"http://127.0.0.1:{port}/nothing", same, [])]
    for name, factory, path in (
        ("msgspec no-op", "benchmarks.prototype:create", "/noop"),
        ("bare group commit", "benchmarks.prototype:create", "/durable"),
        ("peewee, transaction per request", "benchmarks.single:create", "/"),
    ):
        own = folder / name.partition(",")[0].replace(" ", "-")
        own.mkdir()
        url, pids = stack.enter_context(uvicorn(factory, own, path))
        made = [bodies.decision("abcdefghijkm", n, bodies.MARK) for n in range(bodies.VARIANTS)]
        parts = bodies.prepared(path, int(url.split(":")[2].split("/")[0]), made)
        started.append(Contender(name, url, Unique(parts), pids))
    sqlite = stack.enter_context(service.running(_own(folder, "sqlite"), trusted_proxies="1"))
    started += temoin("SQLite", sqlite)
    url = stack.enter_context(_database())
    other = stack.enter_context(service.running(_own(folder, "pg"), url, trusted_proxies="1"))
    started += temoin("PostgreSQL", other)
    return {contender.name: contender for contender in started}


def temoin(engine: str, running: Service) -> list[Contender]:
    """Both endpoints of a started service."""
    site = running.add_site("Bench", "shop.example")["key"]
    pids = [worker_of(running)]
    numbers = range(bodies.VARIANTS)
    choices = [bodies.decision(site, n, bodies.MARK) for n in numbers]
    views = [bodies.page_view(site, a_grant(running, site, n), n, bodies.MARK) for n in numbers]
    return [
        Contender(
            f"{path} {engine}",
            running.url + path,
            Unique(bodies.prepared(path, running.port, made)),
            pids,
        )
        for path, made in (("/api/consent", choices), ("/api/event", views))
    ]


def a_grant(running: Service, site: str, number: int) -> str:
    """A grant for everything."""
    status, answer = service.post(
        f"{running.url}/api/consent", bodies.decision(site, number), {"Origin": bodies.ORIGIN}
    )
    assert status == 201, answer
    return str(answer["grant"])


@contextmanager
def _database() -> Iterator[str]:
    server: PostgresServer = postgres.start()
    try:
        yield server.url(server.create())
    finally:
        postgres.stop(server)


def _own(folder: Path, name: str) -> Path:
    own = folder / name
    own.mkdir()
    return own


def _checks(contenders: dict[str, Contender]) -> list[Check]:
    floor = contenders["nginx 204"]
    bare = contenders["bare group commit"]
    ordinary = contenders["peewee, transaction per request"]
    checks = []
    for path in ("/api/consent", "/api/event"):
        ours = contenders[f"{path} SQLite"]
        checks += [
            Check(f"{path} to nginx 204", ours.ratio_to(floor), ">=", 0.12),
            Check(f"{path} to the bare prototype", ours.ratio_to(bare), ">=", 0.85),
            Check(f"{path} to peewee per request", ours.ratio_to(ordinary), ">=", 8),
            Check(f"{path} CPU µs a request", ours.middle("cpu_us"), "<=", 80),
            Check(f"{path} p99 ms", ours.middle("p99_ms"), "<=", 20),
        ]
    wrong = sum(c.total("refused") + c.total("broken") for c in contenders.values())
    return [*checks, Check("answers >= 400 and broken connections", wrong, "<=", 0)]
