"""The snippet from memory beside nginx with a file of the same bytes: 200 and 304."""

from __future__ import annotations

import urllib.request
from contextlib import ExitStack
from pathlib import Path

from benchmarks.contenders import Contender, interleave, nginx, worker_of
from benchmarks.report import Check, Section
from benchmarks.wrk import Same
from tests.servers import service

HEAD = ("server", "req/s", "to nginx", "CPU µs", "p50 ms", "p99 ms", "4xx/5xx", "broken")
CODING = {"Accept-Encoding": "br"}


def measure(folder: Path, rounds: int, seconds: int) -> Section:
    """Four contenders in interleaved rounds."""
    with ExitStack() as stack:
        running = stack.enter_context(service.running(folder))
        site = running.add_site("Bench", "shop.example")["key"]
        path = f"/t/{site}.js"
        served, tag = fetch(running.url + path)
        port = stack.enter_context(nginx(folder))
        (folder / "files" / "t.js").write_bytes(served)
        static = f"http://127.0.0.1:{port}/t.js"
        _, its_tag = fetch(static)
        pids = [worker_of(running)]
        contenders = [
            Contender("nginx 200", static, Same(headers=CODING), []),
            Contender("temoin 200", running.url + path, Same(headers=CODING), pids),
            Contender("nginx 304", static, _known(its_tag), []),
            Contender("temoin 304", running.url + path, _known(tag), pids),
        ]
        interleave(contenders, rounds, seconds)
    plain, ours, plain_304, ours_304 = contenders
    rows = [
        contender.row(plain_304 if "304" in contender.name else plain) for contender in contenders
    ]
    wrong = sum(c.total("refused") + c.total("broken") for c in contenders)
    checks = [
        Check("200 to nginx static", ours.ratio_to(plain), ">=", 0.45),
        Check("304 to 200", ours_304.ratio_to(ours), ">=", 1),
        Check("answers >= 400 and broken connections", wrong, "<=", 0),
    ]
    return Section(f"Snippet, {len(served)} bytes, 64 connections", HEAD, rows, checks)


def fetch(url: str) -> tuple[bytes, str]:
    """Body as sent and its ETag."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=CODING)) as answer:
        return answer.read(), answer.headers["ETag"]


def _known(tag: str) -> Same:
    return Same(headers={**CODING, "If-None-Match": tag})
