"""A small stand-in for the service and for a web site that carries other people's tags.

It serves the built snippet the way the service does, remembers every request, and misbehaves on
demand. Tests against the real service are in the files called ``test_real_*.py``.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.browser.stub_config import KEY, embeds_config, panel_config, snippet_config

STATIC = Path(__file__).parents[2] / "backend" / "temoin" / "banner" / "static"
RECORD_ID = "01JZ8Q4T2N6W9Y3V5X7B1C4D8F"
GRANT = "g1.eyJzIjoiayJ9.c2lnbmF0dXJl"


@dataclass(frozen=True)
class Hit:
    """One request as a server saw it; ``host`` is without port."""

    host: str
    method: str
    path: str
    headers: dict[str, str]
    body: str

    def json(self) -> Any:
        """Body of a collection request."""
        return json.loads(self.body)


@dataclass
class Page:
    """One page of the site under test."""

    html: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Stub:
    """Two servers: the site (``127.0.0.1``; third parties on ``localhost``) and the service."""

    lang: str = "fr"
    mode: str = "up"
    config: dict[str, Any] = field(default_factory=dict)
    panel_config: dict[str, Any] = field(default_factory=dict)
    embeds_config: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    site_port: int = 0
    service_port: int = 0

    @property
    def site(self) -> str:
        """Origin of the page."""
        return f"http://127.0.0.1:{self.site_port}"

    @property
    def third_party(self) -> str:
        """Origin of the tags: the same server under another host name."""
        return f"http://localhost:{self.site_port}"

    @property
    def service(self) -> str:
        """Origin of the service."""
        return f"http://127.0.0.1:{self.service_port}"

    @property
    def snippet(self) -> str:
        """What a site owner pastes."""
        return f'<script src="{self.service}/t/{KEY}.js" async></script>'

    def sent(self, path: str) -> list[Any]:
        """Bodies of the POSTs to ``/api/consent`` or ``/api/event``, oldest first."""
        return [h.json() for h in self.hits if h.method == "POST" and h.path == path]

    def third_party_hits(self) -> list[str]:
        """Paths that the third party was asked for."""
        return [h.path for h in self.hits if h.host == "localhost"]

    def add(self, path: str, body: str, head: str = "", **headers: str) -> str:
        """Puts a page on the site and gives its address; ``_`` in header names stands for ``-``."""
        html = (
            '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Boutique</title>'
            '<meta name="viewport" content="width=device-width">'
            f"{head}</head><body>{body}</body></html>"
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Page(html, named)
        return self.site + path

    def snippet_js(self) -> str:
        """First layer as the service wraps it."""
        config = json.dumps(snippet_config(self.service, self.lang) | self.config)
        file = "running.js" if "running" in self.config else "temoin.js"
        built = (STATIC / file).read_text("utf-8")
        return f"(()=>{{const $T={config};{built}}})()"

    def panel_js(self) -> str:
        """Panel as the service wraps it."""
        built = (STATIC / "panel.js").read_text("utf-8")
        config = json.dumps(panel_config(self.lang) | self.panel_config)
        return f"const $T={config};{built}"

    def embeds_js(self) -> str:
        """What stands in for frames, as the service wraps it."""
        built = (STATIC / "embeds.js").read_text("utf-8")
        return f"const $T={json.dumps(embeds_config(self.lang) | self.embeds_config)};{built}"

    def answer(self, path: str, body: str) -> tuple[int, Any]:
        """Status and JSON of a collection request."""
        if self.mode == "error":
            return 500, {"error": "down"}
        if self.mode == "nonsense":
            return 200, ["not", "an", "answer"]
        if path == "/api/event":
            return 202, {"stored": 1, "dropped": {}}
        granted = any(json.loads(body)["purposes"].values())
        return 201, {"id": RECORD_ID, "receipt": None, "grant": GRANT if granted else None}


class _Handler(BaseHTTPRequestHandler):
    stub: Stub

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test output quiet."""

    def _note(self) -> str:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode("utf-8", "replace")
        host = (self.headers.get("Host") or "").split(":")[0]
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.stub.hits.append(Hit(host, self.command, self.path, headers, body))
        return body

    def _send(self, status: int, kind: str, body: str, headers: dict[str, str]) -> None:
        data = body.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


class _Service(_Handler):
    def do_GET(self) -> None:
        self._note()
        path = self.path.split("?")[0]
        body = {
            f"/t/{KEY}.js": self.stub.snippet_js,
            f"/t/{KEY}/panel.js": self.stub.panel_js,
            f"/t/{KEY}/embeds.js": self.stub.embeds_js,
            f"/t/{KEY}/gate.js": (STATIC / "gate.js").read_text,
        }.get(path)
        cors = {"Access-Control-Allow-Origin": "*"}
        own = self.stub.parts.get(path.removeprefix(f"/t/{KEY}/"))
        if body is None and own is None:
            self._send(404, "text/plain", "", cors)
        else:
            self._send(200, "text/javascript", own or (body() if body else ""), cors)

    def do_POST(self) -> None:
        body = self._note()
        deadline = time.monotonic() + 30
        while self.stub.mode == "silent" and time.monotonic() < deadline:
            time.sleep(0.02)
        status, answer = self.stub.answer(self.path, body)
        cors = {"Access-Control-Allow-Origin": self.headers.get("Origin") or "*"}
        self._send(status, "application/json", json.dumps(answer), cors)


class _Site(_Handler):
    def do_GET(self) -> None:
        self._note()
        path = self.path.split("?")[0]
        if path in self.stub.pages:
            page = self.stub.pages[path]
            self._send(200, "text/html", page.html, page.headers)
        elif path.startswith("/tag/"):
            self._tag(path.removeprefix("/tag/").removesuffix(".js"))
        else:
            self._send(404, "text/plain", "", {})

    def _tag(self, name: str) -> None:
        """A tag that says it ran and stores something, as trackers do; ``slow-…`` takes time."""
        if name.startswith("slow"):
            time.sleep(0.4)
        if name.startswith("missing"):
            return self._send(404, "text/plain", "", {})
        if name.endswith(("frame", "pixel")):
            return self._send(200, "text/html", "<p>frame", {})
        code = f"(window.ran=window.ran||[]).push({json.dumps(name)});"
        cors = {"Access-Control-Allow-Origin": "*", "Set-Cookie": "third=1; Path=/"}
        return self._send(200, "text/javascript", code, cors)


@contextmanager
def running() -> Iterator[Stub]:
    """Both servers on free ports, stopped afterwards."""
    stub = Stub()
    servers = []
    for kind in (_Site, _Service):
        handler = type(kind.__name__, (kind,), {"stub": stub})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
    stub.site_port, stub.service_port = (server.server_address[1] for server in servers)
    try:
        yield stub
    finally:
        stub.mode = "up"
        for server in servers:
            server.shutdown()
            server.server_close()
