"""Killed without warning, again and again: what was acknowledged is there (R1, R2)."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.servers.service import Service, make, post

pytestmark = pytest.mark.slow

CLIENTS = 32
ORIGIN = {"Origin": "https://shop.example"}


class Load:
    """Visitors who choose all the time; `acknowledged` are the keys that got a 201."""

    def __init__(self, service: Service, site: str) -> None:
        self.acknowledged: list[str] = []
        self.unanswered: list[dict[str, Any]] = []
        self._service, self._site = service, site
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._visit) for _ in range(CLIENTS)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End, and wait for the last answers."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _visit(self) -> None:
        address = ("127.0.0.1", self._service.port)
        with closing(http.client.HTTPConnection(*address, timeout=5)) as connection:
            while not self._stop.is_set():
                body = decision(self._site)
                try:
                    connection.request("POST", "/api/consent", json.dumps(body), HEADERS)
                    answer = connection.getresponse()
                    answer.read()
                except (OSError, http.client.HTTPException):
                    self.unanswered.append(body)
                    return
                if answer.status == 201:
                    self.acknowledged.append(body["key"])


HEADERS = {"Content-Type": "text/plain", **ORIGIN}


def decision(site: str) -> dict[str, Any]:
    return {
        "site": site,
        "key": str(uuid.uuid4()),
        "action": "accept",
        "purposes": {"statistics": True},
        "revision": 1,
        "lang": "fr",
        "source": "banner",
        "page": "https://shop.example/",
    }


def kill(service: Service) -> None:
    """SIGKILL for supervisor and workers alike."""
    assert service.process is not None
    os.killpg(service.process.pid, signal.SIGKILL)
    service.process.wait()


def stored_keys(service: Service, database_url: str) -> list[str]:
    """Keys of all records on disk, as often as they are there."""
    if database_url.startswith("sqlite"):
        with sqlite3.connect(f"{database_url.removeprefix('sqlite:///')}") as connection:
            rows = connection.execute("select key from consent_record").fetchall()
    else:
        with psycopg.connect(database_url) as session:
            rows = session.execute("select key from consent_record").fetchall()
    return [str(uuid.UUID(bytes=bytes(row[0]))) for row in rows]


def check_log(service: Service, site: str, folder: Path, records: int) -> None:
    """Every record has its leaf, and the whole log verifies without the service."""
    assert "DOES NOT HOLD" not in service.run("log", "audit")
    (log,) = json.loads(service.run("log", "list", "--json"))
    assert log["size"] == records + 1  # and the published revision
    exported = folder / "log.jsonl"
    service.run("log", "export", site, str(exported))
    assert service.run("verify", str(exported)).startswith(f"valid: {records + 1} leaves")


def kill_workers(service: Service) -> None:
    """SIGKILL for the workers alone: the supervisor brings new ones."""
    for pid in service.workers():
        os.kill(pid, signal.SIGKILL)


def retry(service: Service, load: Load) -> None:
    """Send again what was not answered, as the snippet does; waits for a worker that serves."""
    deadline = time.monotonic() + 90
    for body in load.unanswered:
        status = 0
        while status not in (200, 201) and time.monotonic() < deadline:
            try:
                status = post(f"{service.url}/api/consent", body, ORIGIN)[0]
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
        assert status in (200, 201)


def test_killed_under_load_loses_no_acknowledged_record(
    database_url: str,
    tmp_path: Path,
    pytestconfig: pytest.Config,
    record_property: Callable[[str, object], None],
) -> None:
    """R1: 0 acknowledged records missing; R2: 0 duplicates, an unanswered key may be retried.

    LOG-11: as many leaves as records, and every one of them is under a signed head.
    """
    service = make(tmp_path, database_url)
    site = str(service.add_site("Shop", "shop.example")["key"])
    acknowledged: list[str] = []
    retried = 0
    service.start()
    try:
        for number in range(pytestconfig.getoption("--kills")):
            load = Load(service, site)
            load.start()
            time.sleep(random.uniform(0.2, 0.9))
            if number % 2:
                kill_workers(service)
            else:
                kill(service)
                service.start()
            load.stop()
            retry(service, load)
            acknowledged += load.acknowledged + [body["key"] for body in load.unanswered]
            retried += len(load.unanswered)
    finally:
        kill(service)
    keys = stored_keys(service, database_url)
    assert len(acknowledged) > 10
    assert set(acknowledged) - set(keys) == set()
    assert len(keys) == len(set(keys))
    check_log(service, site, tmp_path, len(keys))
    record_property("acknowledged", len(acknowledged))
    record_property("tried again", retried)
    record_property("missing", 0)
    print(f"{len(acknowledged)} acknowledged, {retried} of them tried again, 0 missing")
