"""Slow clients, reloads, a stopped or locked database: the service goes on, or says so."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.test_crash import ORIGIN, decision
from tests.servers.postgres import PostgresServer, start, stop
from tests.servers.service import Service, make, post

pytestmark = pytest.mark.slow

STALLED = 500
UNFINISHED = b"Content-Type: text/plain\r\nContent-Length: 900\r\n\r\n{"
HALVES = [
    b"POST /api/consent HTTP/1.1\r\nHost: x\r\n" + UNFINISHED,
    b"POST /login HTTP/1.1\r\nHost: x\r\n" + UNFINISHED,
    b"GET /t/x.js HTTP/1.1\r\nHost: x\r\nX-Never",
    b"",
]


@pytest.fixture
def site(service: Service) -> str:
    return str(service.add_site("Shop", "shop.example")["key"])


def decide(service: Service, site: str) -> int:
    return post(f"{service.url}/api/consent", decision(site), ORIGIN)[0]


def get(service: Service, path: str) -> int:
    try:
        with urllib.request.urlopen(service.url + path, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_five_hundred_stalled_connections_stop_nobody(service: Service, site: str) -> None:
    """R17: unfinished headers and bodies on every door; the others are answered."""
    stalled = []
    for number in range(STALLED):
        held = socket.create_connection(("127.0.0.1", service.port))
        held.sendall(HALVES[number % len(HALVES)])
        stalled.append(held)
    time.sleep(0.5)
    answers = [decide(service, site), get(service, f"/t/{site}.js"), get(service, "/login")]
    for held in stalled:
        held.close()
    assert answers == [201, 200, 200]


def test_an_unfinished_body_is_given_up(service: Service) -> None:
    """R16: 408 after ten seconds, not a connection held for ever."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as held:
        held.sendall(HALVES[0])
        assert b" 408 " in held.recv(1000).split(b"\r\n")[0]


def test_a_reload_under_load_loses_no_request(service: Service, site: str) -> None:
    """R7: SIGHUP brings a new worker into service before the old one goes.

    A connection that the old worker took but had not read from yet is closed; sending the same
    decision again, as the snippet does, finds the new worker.
    """
    before = service.workers()
    address = f"{service.url}/api/consent"
    done = threading.Event()
    statuses: list[int] = []

    def visit() -> None:
        while not done.is_set():
            body = decision(site)
            try:
                statuses.append(post(address, body, ORIGIN)[0])
            except OSError:
                statuses.append(post(address, body, ORIGIN)[0])

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    assert service.process is not None
    os.kill(service.process.pid, signal.SIGHUP)
    deadline = time.monotonic() + 40
    while set(service.workers()) & set(before) and time.monotonic() < deadline:
        time.sleep(0.1)
    done.set()
    for visitor in visitors:
        visitor.join()
    assert not set(service.workers()) & set(before)
    assert set(statuses) <= {200, 201}
    assert len(statuses) > 20


def test_a_killed_worker_is_replaced(service: Service, site: str) -> None:
    """R7: the supervisor holds the socket, so the next request is answered by the next worker."""
    os.kill(service.workers()[0], signal.SIGKILL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if decide(service, site) == 201:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("no worker came back")


def test_stopping_is_graceful(service: Service) -> None:
    """R7: SIGTERM ends with code 0."""
    assert service.stop() == 0


def test_a_locked_database_is_told_and_forgotten(
    tmp_path: Path, service: Service, site: str
) -> None:
    """R4: 503 with Retry-After while somebody holds the lock; no restart is needed afterwards."""
    assert get(service, f"/t/{site}.js") == 200
    with sqlite3.connect(tmp_path / "data" / "temoin.sqlite3", isolation_level=None) as lock:
        lock.execute("begin immediate")
        statuses = [decide(service, site), get(service, f"/t/{site}.js"), get(service, "/healthz")]
        lock.execute("rollback")
    assert statuses == [503, 200, 200]
    assert decide(service, site) == 201


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    server = start()
    yield server
    stop(server)


@pytest.mark.pg
def test_a_stopped_postgresql_is_told_and_found_again(
    tmp_path: Path, own_postgres: PostgresServer
) -> None:
    """R4: 503 and never 500; the snippet is still served; back within seconds without a restart."""
    service = make(tmp_path, own_postgres.url(own_postgres.create()))
    service.start()
    try:
        site = str(service.add_site("Shop", "shop.example")["key"])
        assert (decide(service, site), get(service, f"/t/{site}.js")) == (201, 200)
        own_postgres.control("stop", "-m", "immediate")
        statuses: list[Any] = [decide(service, site), get(service, f"/t/{site}.js")]
        statuses += [get(service, "/readyz"), get(service, "/healthz")]
        own_postgres.control("start")
        assert statuses == [503, 200, 503, 200]
        deadline = time.monotonic() + 10
        while (status := decide(service, site)) != 201 and time.monotonic() < deadline:
            time.sleep(0.2)
        assert status == 201
    finally:
        service.stop()


def test_two_workers_on_sqlite_are_refused_in_words(tmp_path: Path) -> None:
    """A second writer makes everybody wait; the message says what to do."""
    with pytest.raises(RuntimeError, match="PostgreSQL for more"):
        make(tmp_path).start("--workers", "2")
