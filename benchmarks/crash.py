"""The crash test in its long form, with its figures in the report."""

from __future__ import annotations

import re
import subprocess
import sys

from benchmarks.report import Check, Section

HEAD = ("database", "kills", "result", "acknowledged", "tried again", "missing")
SAID = re.compile(r"(\d+) acknowledged, (\d+) of them tried again, (\d+) missing")


def measure(kills: int) -> Section:
    """Kill workers, or all of it, under load; both databases."""
    rows: list[tuple[object, ...]] = []
    failed = 0
    for engine in ("sqlite", "postgresql"):
        words = ["-q", "-s", "-p", "no:randomly", "-k", engine, "--kills", str(kills)]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "tests/faults/test_crash.py", *words],
            capture_output=True,
            text=True,
            check=False,
        )
        found = SAID.search(done.stdout)
        failed += done.returncode != 0
        rows.append((engine, kills, "failed" if done.returncode else "passed"))
        rows[-1] += found.groups() if found else ("", "", "")
        if done.returncode:
            print(done.stdout)
    checks = [Check("databases that lost, doubled or refused a record", failed, "<=", 0)]
    return Section("Killed without warning under 32 clients", HEAD, rows, checks)
