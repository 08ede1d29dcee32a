"""The nginx recipe of docs/operate/first-party.md, run as it stands."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.servers.service import free_port

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
DOCUMENT = Path(__file__).parents[2] / "docs" / "operate" / "first-party.md"
CHOICE = "statistics=true&marketing=false&statistics:tag=false&revision=3&at=1795000000"
GIVEN = (
    f"{CHOICE}&regime=us-ca&id=0198c0de-0000-7000-8000-000000000001&grant={'aB3_' * 12}.statistics"
)
PLACES = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")

pytestmark = pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed")


class Seen(BaseHTTPRequestHandler):
    """A service that answers what it was asked, and with which headers."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        names = ("Host", "X-Forwarded-For", "Cookie")
        self.wfile.write(
            " ".join([self.path, *(str(self.headers.get(name)) for name in names)]).encode()
        )

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test output quiet."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an nginx with the recipe."""
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    service = ThreadingHTTPServer(("127.0.0.1", 0), Seen)
    threading.Thread(target=service.serve_forever, args=(0.05,), daemon=True).start()
    found = re.search(r"```nginx\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert found
    recipe = (
        found[1]
        .replace("# …", f"listen 127.0.0.1:{port};")
        .replace("https://consent.example", f"http://127.0.0.1:{service.server_port}")
    )
    places = "".join(f"{name}_temp_path {folder}/{name};" for name in PLACES)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}"
        f" http {{ access_log off; {places}\n{recipe}\n}}",
        "utf-8",
    )
    process = subprocess.Popen(
        [NGINX, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"],
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(10)
        service.shutdown()
        service.server_close()


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/t/ready.js", timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx does not answer")


def ask(address: str, headers: Mapping[str, str], method: str = "POST") -> tuple[int, Message]:
    """Status and headers of the choice route's answer."""
    request = urllib.request.Request(
        f"{address}/temoin/choice", headers=dict(headers), method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as reply:
            return reply.status, reply.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers


def test_the_service_answers_under_the_sites_domain_without_its_cookies(site: str) -> None:
    request = urllib.request.Request(f"{site}/t/k3y.js?l=fr", headers={"Cookie": "session=1"})
    with urllib.request.urlopen(request, timeout=5) as reply:
        assert reply.read() == b"/t/k3y.js?l=fr consent.example 127.0.0.1 None"


@pytest.mark.parametrize("value", [CHOICE, GIVEN])
def test_the_server_keeps_the_choice_that_the_browser_holds(site: str, value: str) -> None:
    """CNIL-12: for browsers that forget after a week what a script set."""
    headers = {"Origin": site, "Cookie": f"a=b; eu-consent={value}; c=d"}
    status, answer = ask(site, headers)
    assert (status, answer["Cache-Control"]) == (204, "no-store")
    kept = f"eu-consent={value}; Path=/; Max-Age=15724800; SameSite=Lax"
    assert answer.get_all("Set-Cookie") == [kept]


@pytest.mark.parametrize(
    ("headers", "method", "status"),
    [
        ({"Origin": "https://evil.example"}, "POST", 403),
        ({"Origin": ""}, "POST", 403),
        ({}, "GET", 405),
        ({"Cookie": ""}, "POST", 400),
        ({"Cookie": "eu-consent=<script>"}, "POST", 400),
        ({"Cookie": f"eu-consent={CHOICE}&evil=1"}, "POST", 400),
    ],
)
def test_anything_else_sets_nothing(
    site: str, headers: dict[str, str], method: str, status: int
) -> None:
    """V3: no other site, no other method, no other shape."""
    sent = {"Origin": site, "Cookie": f"eu-consent={CHOICE}", **headers}
    answered, answer = ask(site, {n: v for n, v in sent.items() if v}, method)
    assert (answered, answer.get_all("Set-Cookie")) == (status, None)
