"""Stopping and starting: nobody who was accepted is left without an answer."""

from __future__ import annotations

import http.client
import json
import os
import signal
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from tests.faults.test_crash import HEADERS, decision
from tests.faults.test_staying_up import decide, get
from tests.servers import postgres
from tests.servers.postgres import PostgresServer
from tests.servers.service import Service, make

pytestmark = pytest.mark.slow


class Visitor(threading.Thread):
    """Sends decisions over one connection; tries again once when a kept connection was closed."""

    def __init__(self, service: Service, site: str, stop: threading.Event) -> None:
        super().__init__()
        self._service, self._site, self._stopping = service, site, stop
        self.statuses: list[int] = []
        self.broken: list[str] = []

    def run(self) -> None:
        """Until told to stop, or until nobody listens any more."""
        connection = http.client.HTTPConnection("127.0.0.1", self._service.port, timeout=15)
        is_fresh = True
        while not self._stopping.is_set():
            try:
                connection.request(
                    "POST", "/api/consent", json.dumps(decision(self._site)), HEADERS
                )
                answer = connection.getresponse()
                answer.read()
            except ConnectionRefusedError:
                break
            except (OSError, http.client.HTTPException) as error:
                if is_fresh:
                    self.broken.append(repr(error))
                connection.close()
                is_fresh = True
                continue
            self.statuses.append(answer.status)
            is_fresh = False
        connection.close()


@pytest.fixture
def scene(tmp_path: Path) -> tuple[Service, str]:
    service = make(tmp_path)
    service.start()
    return service, str(service.add_site("Shop", "shop.example")["key"])


def stored(folder: Path) -> int:
    with sqlite3.connect(folder / "data" / "temoin.sqlite3") as connection:
        count: int = connection.execute("select count(*) from consent_record").fetchone()[0]
    return count


def test_a_stop_under_load_finishes_what_is_under_way(
    tmp_path: Path, scene: tuple[Service, str]
) -> None:
    """R7: SIGTERM: every record on disk was answered, and every answer is a 201."""
    service, site = scene
    visitors = [Visitor(service, site, threading.Event()) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    time.sleep(1)
    assert service.stop() == 0
    for visitor in visitors:
        visitor.join(20)
    statuses = [status for visitor in visitors for status in visitor.statuses]
    assert set(statuses) == {201}
    assert len(statuses) == stored(tmp_path)


def test_reloads_under_load_lose_no_connection(scene: tuple[Service, str]) -> None:
    """R7: SIGHUP twice; only a kept connection that was idle may be found closed."""
    service, site = scene
    stop = threading.Event()
    visitors = [Visitor(service, site, stop) for _ in range(8)]
    try:
        for visitor in visitors:
            visitor.start()
        for _ in range(2):
            before = service.workers()
            assert service.process is not None
            os.kill(service.process.pid, signal.SIGHUP)
            deadline = time.monotonic() + 40
            while set(service.workers()) & set(before) and time.monotonic() < deadline:
                time.sleep(0.1)
            assert not set(service.workers()) & set(before)
    finally:
        stop.set()
        for visitor in visitors:
            visitor.join(20)
        service.stop()
    assert [reason for visitor in visitors for reason in visitor.broken] == []
    assert {status for visitor in visitors for status in visitor.statuses} == {201}


@pytest.mark.pg
def test_two_workers_start_on_a_new_postgresql(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    """The schema is made once, before any worker starts; both then serve."""
    service = make(tmp_path, postgres_server.url(postgres_server.create()))
    service.start("--workers", "2")
    try:
        site = str(service.add_site("Shop", "shop.example")["key"])
        assert len(service.workers()) == 2
        assert {decide(service, site) for _ in range(20)} == {201}
    finally:
        service.stop()


@pytest.mark.pg
def test_keys_not_asked_for_before_are_told_to_wait_while_the_database_is_down(
    tmp_path: Path,
) -> None:
    """R4: 503 at every door for what no memory holds, never 500 and never 404."""
    server = postgres.start()
    service = make(tmp_path, server.url(server.create()))
    service.start()
    try:
        site = str(service.add_site("Shop", "shop.example")["key"])
        server.control("stop", "-m", "immediate")
        statuses = {
            "decision": decide(service, site),
            "snippet": get(service, f"/t/{site}.js"),
            "page": get(service, "/login"),
        }
        server.control("start")
        deadline = time.monotonic() + 5
        while get(service, f"/t/{site}.js") != 200 and time.monotonic() < deadline:
            time.sleep(0.1)
        back = [decide(service, site), get(service, f"/t/{site}.js"), get(service, "/readyz")]
    finally:
        service.stop()
        server.control("restart")  # it may be down, and a server that is down cannot be stopped
        postgres.stop(server)
    assert statuses == {"decision": 503, "snippet": 503, "page": 503}
    assert back == [201, 200, 200]
