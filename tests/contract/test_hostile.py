"""Hostile requests to every public endpoint of the real server get a clear answer, no more."""

from __future__ import annotations

import json
import os
import random
import socket
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.test_json_spelling import NUMBERS, SHAPES, TEXTS
from tests.faults.test_crash import decision
from tests.servers.service import Service, running

pytestmark = pytest.mark.slow

PATHS = [
    "/api/consent", "/api/event", "/api/tally", "/api/handover", "/api/handover/open",
    "/t/{site}.js", "/t/{site}/panel.js", "/t/", "/t/unknown.js",
    "/", "/login", "/setup/x", "/healthz", "/readyz", "/metrics", "/api/v1/openapi.json",
    "/api/v1/sites", "/static/x", "/.well-known/gpc.json", "/sites/{site}", "/logout",
    "/../etc/passwd", "/t/%2e%2e/x", "/%00", "/%ff%fe", "/t/\u00e9.js", "//evil.example/", "*",
    "/t/{site}.js/../../x", "/" + "a" * 9000,
]  # fmt: skip
METHODS = ["GET", "POST", "POST", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"]
QUERIES = ["", "", "?l=fr", "?l=xx", "?l=%ff", "?l=" + "a" * 5000, "?l=fr&l=en", "?%00=%00", "?;--"]
VALUES = [
    b"text/plain", b"application/json", b"text/plain;charset=utf-16", b"multipart/form-data", b"",
    b"application/x-www-form-urlencoded", b"\xff\xfe", b"'\"><script>", b"https://shop.example",
    b"https://evil.example", b"null", b"gzip", b"br;q=x", b"*", b"-1",
    b'"' + b"a" * 4000, b"1, 2, 3", b"::ffff:1.2.3.4", b"999.1.1.1", b"[::1]:80, 5.6.7.8", b"\t",
    b"Bearer " + b"x" * 500, b"bytes=0-99999999999", b"W/\"x\", *", b"prefetch",
    b"a=b; temoin_session=" + b"y" * 40,
]  # fmt: skip
NAMES = [
    b"Content-Type", b"Origin", b"X-Forwarded-For", b"User-Agent", b"Accept-Encoding", b"Cookie",
    b"If-None-Match", b"Authorization", b"Referer", b"Accept", b"Accept-Language", b"Sec-Purpose",
    b"Content-Encoding", b"X-Real-IP", b"Range", b"Sec-Fetch-Site", b"X-CSRF-Token", b"Host",
]  # fmt: skip
FIELDS = [
    "site", "key", "action", "purposes", "revision", "lang", "source", "page", "vendors", "url",
    "name", "grant", "props", "visitor", "referrer", "__proto__", "id", "what", "layout", "arm",
    "regime", "waited", "to", "choice", "token", "source",
]  # fmt: skip
REQUESTS = int(os.environ.get("HOSTILE_REQUESTS", "20000"))  # the long form: 100000
GROWTH_MIB = 50


class Attacker:
    """Makes requests from a seed, so that a finding can be had again."""

    def __init__(self, seed: int, site: str) -> None:
        self._rng = random.Random(seed)
        self._site = site

    def request(self) -> bytes:
        """One whole request."""
        rng = self._rng
        is_collection = rng.random() < 0.5
        path = rng.choice(PATHS[:5] if is_collection else PATHS).replace("{site}", self._site)
        path += rng.choice(QUERIES)
        method = "POST" if is_collection and rng.random() < 0.9 else rng.choice(METHODS)
        head = f"{method} {path} HTTP/1.1\r\n".encode("utf-8", "surrogatepass")
        headers = {b"Host": b"127.0.0.1", b"Content-Type": b"text/plain"}
        for _ in range(rng.choice((0, 0, 1, 3))):
            headers[rng.choice(NAMES)] = rng.choice(VALUES)
        body = self._body()
        headers[b"Content-Length"] = str(len(body)).encode()
        headers[b"Connection"] = b"close"
        return head + b"".join(b"%s: %s\r\n" % pair for pair in headers.items()) + b"\r\n" + body

    def _body(self) -> bytes:
        rng = self._rng
        kind = rng.random()
        if kind < 0.15:
            return b""
        if kind < 0.3:
            return rng.randbytes(rng.choice((1, 10, 500, 33_000)))
        fields = {name: json.dumps(value) for name, value in self._valid().items()}
        for name in rng.sample(FIELDS, rng.choice((0, 1, 1, 2, len(FIELDS)))):
            fields[name] = rng.choice((*NUMBERS, *TEXTS, *SHAPES, f'"{self._site}"'))
        text = "{" + ",".join(f'"{name}":{value}' for name, value in fields.items()) + "}"
        many = rng.choice((1, 1, 1, 2, 51))
        whole = text if many == 1 else "[" + ",".join([text] * many) + "]"
        return whole.encode("utf-8", "surrogatepass")[: rng.choice((None, None, 20, 200))]

    def _valid(self) -> dict[str, object]:
        key = str(uuid.UUID(int=self._rng.getrandbits(128)))
        url = "https://shop.example/"
        if self._rng.random() < 0.5:
            return {"site": self._site, "key": key, "name": "pageview", "url": url}
        return {**decision(self._site), "key": key}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with running(tmp_path, trusted_proxies="1") as started:
        yield started


def answer_to(port: int, raw: bytes) -> int:
    """Status of the answer, 0 when the connection was closed without one. Fails after 15 s."""
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        try:
            connection.sendall(raw)
            line = connection.recv(64)
        except ConnectionError:
            return 0
    return int(line.split()[1]) if line.startswith(b"HTTP/1.1 ") else 0


def resident_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def test_hostile_requests_get_no_5xx_and_no_silence(service: Service) -> None:
    """R16: 0 answers >= 500, 0 hangs, 0 crashes, RSS growth < 50 MB."""
    site = str(service.add_site("Shop", "shop.example")["key"])
    attacker = Attacker(16, site)
    (worker,) = service.workers()
    statuses: Counter[int] = Counter()
    resident = 0.0
    for number in range(REQUESTS):
        if number == REQUESTS // 10:  # by then everything is loaded that loads late
            resident = resident_mib(worker)
        raw = attacker.request()
        status = answer_to(service.port, raw)
        assert status < 500, (number, raw)
        statuses[status] += 1
    print(dict(statuses), f"{resident:.0f} MiB, then {resident_mib(worker):.0f} MiB")
    assert service.workers() == [worker]
    assert statuses[0] < REQUESTS / 20
    assert resident_mib(worker) - resident < GROWTH_MIB
    time.sleep(0.1)
    assert answer_to(service.port, b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n") == 200
