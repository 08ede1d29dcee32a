"""Watching and disturbing the system calls of a worker with strace."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def traced(pid: int, output: Path, *options: str) -> Iterator[None]:
    """Trace a process and its threads while the block runs."""
    program = shutil.which("strace")
    if program is None:
        pytest.fail("strace is not installed: run `make system-test`")
    running = subprocess.Popen(
        [program, "-f", "-qq", "-p", str(pid), "-o", str(output), "-s", "40", *options]
    )
    try:
        _wait_until_attached(pid, running)
        yield
    finally:
        if _lives(pid):  # else the tracer ends by itself, and may hang when disturbed
            running.terminate()
        running.wait(20)


def _lives(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def _wait_until_attached(pid: int, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if running.poll() is not None:
            pytest.fail("strace may not attach to a process here")
        tasks = Path(f"/proc/{pid}/task").glob("*/status")
        if all("TracerPid:\t0" not in task.read_text() for task in tasks):
            return
        time.sleep(0.05)
    pytest.fail("strace did not attach")
