"""The servers that are measured beside each other, all on 127.0.0.1 and all alive at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks import wrk
from benchmarks.wrk import Load, Round
from tests.servers.service import Service, free_port

NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; user root;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
  default_type text/javascript;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /nothing {{ return 204; }}
    location / {{ root {folder}/files; }}
  }}
}}
"""


@dataclass
class Contender:
    """One address with its load; `pids` are the processes whose time is counted."""

    name: str
    url: str
    load: Load
    pids: list[int]
    rounds: list[Round] = field(default_factory=list)

    def measure(self, seconds: int, connections: int = 64) -> None:
        """Run one round more."""
        self.rounds.append(wrk.run(self.url, self.load, self.pids, seconds, connections))

    def middle(self, what: str) -> float:
        """The median of a figure over all rounds."""
        return median(float(getattr(round_, what)) for round_ in self.rounds)

    def total(self, what: str) -> int:
        """The sum of a count over all rounds."""
        return sum(getattr(round_, what) for round_ in self.rounds)

    def ratio_to(self, other: Contender) -> float:
        """Requests a second here per request a second there: the median over rounds."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return median(mine.per_second / theirs.per_second for mine, theirs in pairs)

    def row(self, floor: Contender) -> tuple[object, ...]:
        """Cells for a table: name, req/s, ratio, CPU, latencies, errors."""
        return (
            self.name,
            round(self.middle("per_second")),
            round(self.ratio_to(floor), 3),
            round(self.middle("cpu_us"), 1) if self.pids else "",
            round(self.middle("p50_ms"), 2),
            round(self.middle("p99_ms"), 1),
            self.total("refused"),
            self.total("broken"),
        )


def interleave(contenders: list[Contender], rounds: int, seconds: int) -> None:
    """A B C A B C …, so that a busy moment of the machine meets everybody."""
    for contender in contenders:  # caches, pages and tables exist before anything counts
        wrk.run(contender.url, contender.load, contender.pids, 1)
    for _ in range(rounds):
        for contender in contenders:
            contender.measure(seconds)


@contextmanager
def uvicorn(factory: str, folder: Path, path: str) -> Iterator[tuple[str, list[int]]]:
    """One of our bare applications under the service's own server; gives its URL and process."""
    port = free_port()
    words = ["--factory", factory, "--port", str(port), "--http", "httptools", "--loop", "uvloop"]
    words += [
        "--no-access-log",
        "--no-server-header",
        "--log-level",
        "warning",
        "--ws",
        "none",
        "--no-proxy-headers",
    ]
    environment = {"BENCH_DATABASE": str(folder / f"{factory.partition(':')[0]}.sqlite3")}
    with process([sys.executable, "-m", "uvicorn", *words], environment) as running:
        wait_for_port(port)
        yield f"http://127.0.0.1:{port}{path}", [running.pid]


@contextmanager
def nginx(folder: Path) -> Iterator[int]:
    """An nginx with one worker that serves `folder/files` and answers 204 at `/nothing`."""
    port = free_port()
    (folder / "files").mkdir(exist_ok=True)
    settings = folder / "nginx.conf"
    settings.write_text(NGINX.format(folder=folder, port=port))
    with process(["/usr/sbin/nginx", "-c", str(settings), "-e", str(folder / "error.log")]):
        wait_for_port(port)
        yield port


@contextmanager
def process(
    command: list[str], environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A child that is stopped at the end."""
    running = subprocess.Popen(command, env={**os.environ, **(environment or {})})
    try:
        yield running
    finally:
        running.terminate()
        running.wait(20)


def wait_for_port(port: int, path: str = "/nothing") -> None:
    """Until something answers there, at most 10 s."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port}")


def worker_of(service: Service) -> int:
    """The process that serves; fails when there is more than one."""
    (pid,) = service.workers()
    return pid
