"""The real service as a process: started on a free port, stopped at the end."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

START_WITHIN_S = 30


@dataclass
class Service:
    """One installation: its folder, its environment and, while it runs, its process."""

    folder: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        """Address of the service."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> Path:
        """What the process prints."""
        return self.folder / "output.txt"

    def start(self, *words: str) -> None:
        """Start `temoin serve` and wait until it is ready."""
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [*COMMAND, "serve", "--port", str(self.port), *words],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
            )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Poll `/readyz`. Fails with what the process printed."""
        deadline = time.monotonic() + START_WITHIN_S
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=2):
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the service did not start:\n{self.output.read_text()}")

    def stop(self) -> int:
        """Stop gracefully; gives the exit code."""
        if self.process is None:
            return 0
        self.process.terminate()
        code = self.process.wait(30)
        self.process = None
        return code

    def run(self, *words: str, stdin: str | None = None) -> str:
        """Run a `temoin` command in this installation; gives what it prints."""
        done = subprocess.run(
            [*COMMAND, *words],
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
        )
        if done.returncode:
            raise RuntimeError(f"temoin {' '.join(words)}: {done.stderr or done.stdout}")
        return done.stdout

    def add_site(self, name: str, *domains: str) -> dict[str, Any]:
        """Make a site; gives what `site add --json` prints."""
        options = [word for domain in domains for word in ("--domain", domain)]
        described: dict[str, Any] = json.loads(self.run("site", "add", name, *options, "--json"))
        return described

    def workers(self) -> list[int]:
        """Process ids of the workers (children of the supervisor that serve)."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split() if _serves(int(pid))]


COMMAND = [sys.executable, "-m", "temoin.cli"]


def make(folder: Path, database_url: str | None = None, **settings: str) -> Service:
    """An installation in a folder, not started yet; settings are given without their prefix."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TEMOIN_")}
    environment["TEMOIN_DATA_DIR"] = str(folder / "data")
    environment["TEMOIN_CHROMIUM"] = "none"  # the machine has better to do than take pictures
    if database_url:
        environment["TEMOIN_DATABASE_URL"] = database_url
    environment.update({f"TEMOIN_{name.upper()}": value for name, value in settings.items()})
    port = free_port()
    environment.setdefault("TEMOIN_BASE_URL", f"http://127.0.0.1:{port}")
    return Service(folder, port, environment)


@contextmanager
def running(folder: Path, database_url: str | None = None, **settings: str) -> Iterator[Service]:
    """A started service, stopped afterwards."""
    service = make(folder, database_url, **settings)
    service.start()
    try:
        yield service
    finally:
        service.stop()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def post(
    url: str, body: Mapping[str, Any] | list[Any], headers: Mapping[str, str] | None = None
) -> tuple[int, Any]:
    """POST JSON; gives status and decoded answer, also for errors."""
    request = urllib.request.Request(
        url,
        json.dumps(body).encode(),
        {"Content-Type": "text/plain", **(headers or {})},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def _serves(pid: int) -> bool:
    command = Path(f"/proc/{pid}/cmdline").read_bytes()
    return b"spawn_main" in command or b"multiprocessing.spawn" in command
