"""What is acknowledged is on the disk; a disk that takes nothing more is told to the sender."""

from __future__ import annotations

import http.client
import re
import resource
import sqlite3
import time
from pathlib import Path

import pytest

from tests.faults.test_crash import ORIGIN, decision
from tests.faults.test_staying_up import get
from tests.faults.tracing import traced
from tests.servers.service import Service, post

pytestmark = pytest.mark.slow

SYNCED = re.compile(r"(fdatasync|fsync)(\(\d+\)| resumed>\)) += 0")
ACKNOWLEDGED = re.compile(r'(write|writev|sendto|sendmsg)\(.*"HTTP/1\.1 201')
DECISIONS = 100


@pytest.fixture
def site(service: Service) -> str:
    key = str(service.add_site("Shop", "shop.example")["key"])
    assert decide(service, decision(key)) == 201
    return key


def decide(service: Service, body: dict[str, object]) -> int:
    return post(f"{service.url}/api/consent", body, ORIGIN)[0]


def records(folder: Path) -> int:
    with sqlite3.connect(folder / "data" / "temoin.sqlite3") as connection:
        count: int = connection.execute("select count(*) from consent_record").fetchone()[0]
    return count


def test_every_decision_is_synced_before_it_is_answered(
    tmp_path: Path, service: Service, site: str
) -> None:
    """R1: between two answers the log is synced; seen in the system calls, not in the settings."""
    trace = tmp_path / "trace"
    calls = "trace=fdatasync,fsync,write,writev,sendto,sendmsg"
    with traced(service.workers()[0], trace, "-e", calls):
        assert all(decide(service, decision(site)) == 201 for _ in range(DECISIONS))
    answers = synced = 0
    for line in trace.read_text(errors="replace").splitlines():
        if SYNCED.search(line):
            synced += 1
        elif ACKNOWLEDGED.search(line):
            assert synced > 0, f"answer {answers} left before its sync"
            answers, synced = answers + 1, 0
    assert answers == DECISIONS


def test_killed_between_insert_and_answer_a_retry_finds_one_record(
    tmp_path: Path, service: Service, site: str
) -> None:
    """R1, R2: killed when the sync begins; nobody was answered, and trying again stores it once."""
    (worker,) = service.workers()
    body = decision(site)
    kill = ("-e", "trace=fdatasync,fsync", "-e", "inject=fdatasync,fsync:signal=SIGKILL:when=1")
    with (
        traced(worker, tmp_path / "trace", *kill),
        pytest.raises((OSError, http.client.HTTPException)),
    ):
        decide(service, body)
    deadline = time.monotonic() + 90
    status = 0
    while status not in (200, 201) and time.monotonic() < deadline:
        try:
            status = decide(service, body)
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
    assert status in (200, 201)
    assert service.workers() != [worker]
    assert records(tmp_path) == 2


def test_a_full_disk_is_told_and_forgotten(tmp_path: Path, service: Service, site: str) -> None:
    """R4: 503 with Retry-After, snippet and health still served, no restart afterwards."""
    (worker,) = service.workers()
    log = tmp_path / "data" / "temoin.sqlite3-wal"
    unlimited = resource.prlimit(worker, resource.RLIMIT_FSIZE)
    # The kernel refuses to let any file of the worker grow, as a full disk does.
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (log.stat().st_size, unlimited[1]))
    statuses = {decide(service, decision(site)) for _ in range(20)}
    others = [get(service, f"/t/{site}.js"), get(service, "/healthz")]
    resource.prlimit(worker, resource.RLIMIT_FSIZE, unlimited)
    before = records(tmp_path)
    assert statuses == {503}
    assert others == [200, 200]
    assert decide(service, decision(site)) == 201
    assert records(tmp_path) == before + 1 == 2
    assert service.workers() == [worker]
