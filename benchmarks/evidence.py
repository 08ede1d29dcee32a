"""`python -m benchmarks evidence`: runs the fault tests again and writes down what came of them.

Unlike the measurements this is kept: `docs/evidence/` holds dated files with seed, versions, counts
and durations. `--kills` says how often each crash test kills; a run with few is a short one, and
says so.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from benchmarks.report import conditions

FOLDER = Path("docs/evidence")
LONG_KILLS = 50
HEAD = "| test | outcome | seconds | counted |"
SUBJECTS = {
    "Killed without warning (R1, R2)": ["tests/faults/test_crash.py"],
    "Full disk; synced before answered (R1, R4)": ["tests/faults/test_disk.py"],
    "Locked database, stopped PostgreSQL, stalled clients (R4, R17)": [
        "tests/faults/test_staying_up.py"
    ],
    "Retries store once (R2)": ["tests/feature/test_consent.py", "-k", "replay or conflict"],
    "Backup and restore, under load and killed (R9)": ["tests/faults/test_backup.py"],
    "Upgrades of 100,000 rows, killed (R8)": ["tests/faults/test_migrations.py"],
    "Ten thousand tamperings of a log (R11)": [
        "tests/feature/ledger/test_tampering.py",
        "--tamperings=10000",
    ],
    "Clock jumps (R10)": ["tests/feature/test_clock.py"],
    "Purge: periods, clock jumps, surprising shares (R10, AUD-06)": [
        "tests/feature/retention/test_purging.py"
    ],
}


def collect(kills: int, seed: int | None = None) -> bool:
    """Run everything and write both files; whether all of it passed."""
    seed = secrets.randbelow(2**31) if seed is None else seed
    before = conditions()
    subjects = {title: _run(words, kills, seed) for title, words in SUBJECTS.items()}
    length = "long" if kills >= LONG_KILLS else "short"
    document = {
        "conditions": {**before, "postgresql": _postgresql()},
        "seed": seed,
        "kills": kills,
        "length": length,
        "subjects": subjects,
    }
    name = str(before["at"]).replace(":", "").replace("+0000", "Z")
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = json.dumps(document, indent=1, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(written + "\n", encoding="utf-8")
    text = _markdown(document, kills)
    (FOLDER / f"{name}.md").write_text(text, encoding="utf-8")
    print(text)
    return all(
        test["outcome"] == "passed" for tests in subjects.values() for test in tests
    ) and all(subjects.values())


def _run(words: list[str], kills: int, seed: int) -> list[dict[str, Any]]:
    """Outcome, seconds and counts of each test."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        options = ["-q", f"--kills={kills}", f"--randomly-seed={seed}", f"--junit-xml={report}"]
        command = [sys.executable, "-m", "pytest", *words, *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stdout)
        cases = ElementTree.parse(report).getroot().iter("testcase")  # noqa: S314 - written by pytest
        return [_test(case) for case in cases]


def _test(case: ElementTree.Element) -> dict[str, Any]:
    failed = [kind for kind in ("failure", "error", "skipped") if case.find(kind) is not None]
    return {
        "test": case.get("name"),
        "outcome": failed[0] if failed else "passed",
        "seconds": round(float(case.get("time", 0)), 1),
        "counts": {one.get("name"): one.get("value") for one in case.iter("property")},
    }


def _markdown(document: dict[str, Any], kills: int) -> str:
    at = document["conditions"]["at"]
    lines = [
        f"# Evidence of {at}",
        "",
        f"A **{document['length']}** run: each crash test killed {kills} times "
        f"(a long one: {LONG_KILLS} or more). Seed {document['seed']}.",
        f"Again with `python -m benchmarks evidence --kills {kills} --seed {document['seed']}`.",
        "",
    ]
    lines += [f"- {name}: {value}" for name, value in document["conditions"].items()]
    for title, tests in document["subjects"].items():
        lines += [
            "",
            f"## {title}",
            "",
            "| test | outcome | seconds | counted |",
            "|---|---|---|---|",
        ]
        for test in sorted(tests, key=lambda one: str(one["test"])):
            counts = ", ".join(f"{value} {name}" for name, value in test["counts"].items())
            name = str(test["test"]).removeprefix("test_").replace("_", " ")
            lines.append(f"| {name} | {test['outcome']} | {test['seconds']} | {counts} |")
    return "\n".join(lines) + "\n"


def _postgresql() -> str:
    done = subprocess.run(["psql", "--version"], capture_output=True, text=True, check=False)
    return done.stdout.strip()
