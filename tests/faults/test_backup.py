"""Backups while records come in, and killed: nothing acknowledged before is missing (R9)."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from temoin.backup.archive import read_manifest
from tests.faults.test_crash import Load, stored_keys
from tests.servers.service import COMMAND, Service, make

pytestmark = pytest.mark.slow


def test_a_backup_under_load_misses_nothing_and_stalls_nobody(
    database_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """R9: what was acknowledged before the backup began is in it; records are taken meanwhile."""
    service = make(tmp_path, database_url)
    site = str(service.add_site("Shop", "shop.example")["key"])
    file = tmp_path / "one.temoin"
    service.start()
    try:
        load = Load(service, site)
        load.start()
        time.sleep(2)
        before = list(load.acknowledged)
        service.run("backup", str(file))
        during = len(load.acknowledged) - len(before)
        time.sleep(0.5)
        load.stop()
    finally:
        service.stop()
    service.run("restore", str(file), "--yes")
    kept = stored_keys(service, database_url)
    assert before
    assert set(before) - set(kept) == set()
    assert during > 0
    assert load.unanswered == []
    record_property("acknowledged before", len(before))
    record_property("acknowledged while it was written", during)
    record_property("missing", len(set(before) - set(kept)))


def run_and_kill(service: Service, longest_s: float, *words: str) -> bool:
    """Kill a command at a random moment; whether it was still running."""
    process = subprocess.Popen(
        [*COMMAND, *words],
        env=service.environment,
        cwd=service.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(random.uniform(0.3, 1) * longest_s)
    was_running = process.poll() is None
    if was_running:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return was_running


def test_killed_backups_and_restores_leave_something_whole(
    database_url: str,
    tmp_path: Path,
    pytestconfig: pytest.Config,
    record_property: Callable[[str, object], None],
) -> None:
    """R9: after each kill there is the backup from before or a whole new one, and a database."""
    service = make(tmp_path, database_url)
    service.add_site("Shop", "shop.example")
    file, mark = tmp_path / "one.temoin", tmp_path / "first.temoin"
    began = time.monotonic()
    service.run("backup", str(mark))
    backup_s = time.monotonic() - began
    service.run("backup", str(file))
    service.add_site("Later", "later.example")
    began = time.monotonic()
    service.run("restore", str(mark), "--yes")
    restore_s = time.monotonic() - began
    killed = 0
    for _ in range(pytestconfig.getoption("--kills")):
        killed += run_and_kill(service, backup_s, "backup", str(file))
        assert read_manifest(file).rows["site"] in (1, 2)
        service.run("restore", str(mark), "--yes")
        service.add_site("Later", "later.example")
        killed += run_and_kill(service, restore_s, "restore", str(mark), "--yes")
        names = [site["name"] for site in json.loads(service.run("site", "list", "--json"))]
        assert names in (["Shop"], ["Later", "Shop"])
    record_property("killed", killed)
