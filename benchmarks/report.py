"""Figures as a table for people and as JSON for the next run, dated, under `build/bench/`."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path("build/bench")


@dataclass(frozen=True)
class Check:
    """A goal: what was measured and what it should be."""

    what: str
    value: float
    sign: str
    goal: float

    @property
    def holds(self) -> bool:
        """Whether the goal is met."""
        return self.value >= self.goal if self.sign == ">=" else self.value <= self.goal


@dataclass(frozen=True)
class Section:
    """One table and its goals."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    checks: Sequence[Check] = field(default_factory=list)

    def markdown(self) -> str:
        """The table and, below it, the goals."""
        lines = [f"## {self.title}", "", _line(self.head), "|---" * len(self.head) + "|"]
        lines += [_line(row) for row in self.rows]
        if self.checks:
            lines += ["", "| goal | measured | wanted | |", "|---|---|---|---|"]
            lines += [
                _line(
                    (c.what, f"{c.value:.3g}", f"{c.sign} {c.goal:g}", "" if c.holds else "MISSED")
                )
                for c in self.checks
            ]
        return "\n".join(lines) + "\n"


def conditions() -> dict[str, object]:
    """What a figure needs to be understood."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "load_average": os.getloadavg(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "kernel": platform.release(),
        "revision": _revision(),
    }


def write(sections: Sequence[Section], before: dict[str, object]) -> Path:
    """Write both files and print the tables; gives the JSON's path."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    after = conditions()
    name = str(before["at"]).replace(":", "").replace("+0000", "Z")
    said = [f"# Measured {before['at']}", "", "Load average before, after: "]
    said[-1] += f"{before['load_average']}, {after['load_average']}. Ratios are medians of rounds."
    text = "\n".join(said) + "\n\n" + "\n".join(section.markdown() for section in sections)
    (FOLDER / f"{name}.md").write_text(text, encoding="utf-8")
    document = {
        "before": before,
        "after": after,
        "sections": [
            {**asdict(s), "checks": [{**asdict(c), "holds": c.holds} for c in s.checks]}
            for s in sections
        ],
    }
    path = FOLDER / f"{name}.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    print(text)
    return path


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _revision() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
