"""One run of wrk against one server, with the processor time that the server spent."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LUA = Path(__file__).parent / "lua"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Round:
    """One run. `refused` counts statuses >= 400, `broken` socket errors, time-outs."""

    requests: int
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    refused: int
    broken: int


@dataclass(frozen=True)
class Same:
    """The same request again and again."""

    method: str = "GET"
    body: str = ""
    headers: Mapping[str, str] | None = None

    def script(self, _: int) -> str:
        """Lua for wrk."""
        lines = [f"wrk.method = {json.dumps(self.method)}"]
        if self.body:
            lines.append(f"wrk.body = {json.dumps(self.body)}")
        for name, value in (self.headers or {}).items():
            lines.append(f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}")
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Unique:
    """Prepared requests, each cut in two where a fresh UUID goes."""

    parts: Sequence[tuple[str, str]]

    def script(self, seed: int) -> str:
        """Lua for wrk."""
        # JSON strings of ASCII text without slashes to escape are Lua strings too.
        table = ",\n".join(f"{{{json.dumps(a)},{json.dumps(b)}}}" for a, b in self.parts)
        return f"local seed = {seed}\nlocal parts = {{{table}}}\n{(LUA / 'unique.lua').read_text()}"


Load = Same | Unique


def run(url: str, load: Load, pids: Sequence[int], seconds: int, connections: int = 64) -> Round:
    """Send the load for so many seconds over kept-alive connections, from one thread."""
    seed = int.from_bytes(os.urandom(4), "big") % 2**31
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(load.script(seed) + (LUA / "done.lua").read_text())
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout=10s", "--latency"]
        command += ["-s", script.name, url]
        before = cpu_seconds(pids)
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=True,
        )
        spent = cpu_seconds(pids) - before
    said = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{")))
    return Round(
        requests=said["requests"],
        per_second=said["requests"] / said["duration_us"] * 1e6,
        p50_ms=said["p50_us"] / 1000,
        p99_ms=said["p99_us"] / 1000,
        cpu_us=spent / max(said["requests"], 1) * 1e6,
        refused=said["refused"],
        broken=said["broken"],
    )


def cpu_seconds(pids: Sequence[int]) -> float:
    """Processor time that these processes spent so far, their threads included."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])  # utime and stime, proc(5)
    return total / TICKS


def private_mib(pid: int) -> float:
    """Memory that belongs to this process alone (USS), in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    private = (line.split()[1] for line in lines if line.startswith("Private_"))
    return sum(int(kib) for kib in private) / 1024
