"""Write docs/reference/requirements.md: `python scripts/list_requirements.py`.

The rows are in tests/contract/requirements.json; which tests prove them is read from docstrings.
"""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs/reference/requirements.md"
ROWS = ROOT / "tests/contract/requirements.json"
# How a reason begins; what follows a colon says more.
KINDS = ("not built yet", "later issue", "owner's duty", "out of scope")
HEAD = """# Requirements and their tests

What law and standards ask of a banner and of measurement (CNIL, audience measurement, sanctions,
ePrivacy, GDPR, other countries, IAB, vendors' signals, Global Privacy Control, accessibility, the
web platform, records and receipts, the log), in short words. Of {count} rows {proven} are named by
a test that fails without them, {parts} of these in part. The others say why not: {reasons}.

This is a list for engineers as of November 2026, not legal advice.

| row | what it asks | proven by, or why not |
|---|---|---|
"""


class Row(TypedDict):
    """One requirement: `reason` when no test names it, `open` when tests prove a part of it."""

    id: str
    title: str
    reason: NotRequired[str]
    open: NotRequired[str]


def rows() -> list[Row]:
    """All rows, in the order of the list."""
    read: list[Row] = json.loads(ROWS.read_text(encoding="utf-8"))
    return read


@cache
def proofs() -> dict[str, list[str]]:
    """Row -> `folder/file.py::test` of each test whose docstring names it, in order of names."""
    groups = "|".join(sorted({row["id"].rpartition("-")[0] for row in rows()}))
    pattern = re.compile(rf"\b(?:{groups})-\d\d\b")
    found: dict[str, list[str]] = {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, words in _tests(file):
            for row in dict.fromkeys(pattern.findall(words)):
                found.setdefault(row, []).append(f"{file.relative_to(ROOT / 'tests')}::{name}")
    return found


def _tests(file: Path) -> Iterator[tuple[str, str]]:
    """Name and docstring of every test of a file."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name[:5] == "test_":
            yield node.name, ast.get_docstring(node) or ""


def page() -> str:
    """The document's text."""
    listed = rows()
    kinds = Counter(row["reason"].partition(":")[0] for row in listed if "reason" in row)
    head = HEAD.format(
        count=len(listed),
        proven=len(listed) - kinds.total(),
        parts=sum("open" in row for row in listed),
        reasons=", ".join(f"{kinds[kind]} {kind}" for kind in KINDS),
    )
    return head + "".join(f"| {row['id']} | {row['title']} | {_proof(row)} |\n" for row in listed)


def _proof(row: Row) -> str:
    if "reason" in row:
        return row["reason"]
    named = "<br>".join(f"`{test}`" for test in proofs().get(row["id"], ()))
    return f"{named}<br>not built yet: {row['open']}" if "open" in row else named


if __name__ == "__main__":
    DOCUMENT.write_text(page(), encoding="utf-8")
