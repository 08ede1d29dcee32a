"""Ordinary requests while 500 connections hang in headers and bodies that never end."""

from __future__ import annotations

from pathlib import Path

from benchmarks.contenders import Contender
from benchmarks.ingest import temoin
from benchmarks.report import Check, Section
from benchmarks.wrk import Same
from tests.faults.stalling import STALLED, stalled
from tests.servers import service

HEAD = ("request", "p50 ms", "p99 ms", "req/s", "broken")
CONNECTIONS = 4  # ordinary traffic, not a load test


def measure(folder: Path, rounds: int, seconds: int) -> Section:
    """Latency at the three doors."""
    with service.running(folder, trusted_proxies="1") as running:
        consents, _ = temoin("SQLite", running)
        site = running.add_site("Other", "other.example")["key"]
        doors = [
            consents,
            Contender("snippet", f"{running.url}/t/{site}.js", Same(), consents.pids),
            Contender("Flask page /login", f"{running.url}/login", Same(), consents.pids),
        ]
        with stalled(running.port):
            for _ in range(rounds):
                for door in doors:
                    door.measure(seconds, CONNECTIONS)
    rows = [
        (
            door.name,
            round(door.middle("p50_ms"), 2),
            round(door.middle("p99_ms"), 1),
            round(door.middle("per_second")),
            door.total("broken"),
        )
        for door in doors
    ]
    checks = [Check(f"{door.name} p99 ms", door.middle("p99_ms"), "<=", 100) for door in doors]
    return Section(f"With {STALLED} stalled connections", HEAD, rows, checks)
