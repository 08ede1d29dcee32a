"""Bytes that a visitor's browser loads, as served: four purposes, French and English."""

from __future__ import annotations

import gzip
import re
import urllib.request
from pathlib import Path

import brotli

from benchmarks.report import Check, Section
from temoin.banner.composing import built
from tests.servers import service

HEAD = ("part", "language", "plain", "gzip", "brotli")
GOALS = {  # part: gzip, brotli
    "first layer": (7000, 6200),
    "panel": (6000, None),
    "tracker": (1500, None),
}


def measure(folder: Path, _: int, __: int) -> Section:
    """Sizes of the answers."""
    rows: list[tuple[str, str, int, int, int]] = []
    with service.running(folder) as running:
        site = running.add_site("Bench", "shop.example")["key"]
        for language in ("fr", "en"):
            first = f"{running.url}/t/{site}.js?l={language}"
            rows.append(("first layer", language, *_served(first)))
            found = re.search(rb'"panel":"([^"]+)"', _get(first, "identity"))
            assert found is not None
            rows.append(("panel", language, *_served(running.url + found[1].decode())))
    # The tracker is a part of the first layer; alone it shows what measurement costs.
    tracker = built("tracker.js")
    sizes = (len(tracker), len(gzip.compress(tracker, 9)), len(brotli.compress(tracker)))
    rows.append(("tracker", "", *sizes))
    return Section("Bytes served, four purposes", HEAD, rows, _checks(rows))


def _checks(rows: list[tuple[str, str, int, int, int]]) -> list[Check]:
    checks = []
    for part, language, _, by_gzip, by_brotli in rows:
        for coding, size, goal in zip(
            ("gzip", "brotli"), (by_gzip, by_brotli), GOALS[part], strict=True
        ):
            if goal:
                checks.append(Check(f"{part} {language} {coding}", size, "<=", goal))
    return checks


def _served(url: str) -> tuple[int, int, int]:
    return (len(_get(url, "identity")), len(_get(url, "gzip")), len(_get(url, "br")))


def _get(url: str, coding: str) -> bytes:
    asked = urllib.request.Request(url, headers={"Accept-Encoding": coding})
    with urllib.request.urlopen(asked) as answer:
        body: bytes = answer.read()
    return body
