"""A stand-in for the Temoin service, or for what answers at a wrong address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

KEY = "k3xsite"
JAVASCRIPT = "text/javascript; charset=utf-8"


@dataclass
class StubService:
    """Knows one site, `KEY`. What it answers may be replaced: (status, content type, location).

    `rules` is what it answers for the site's rules.
    """

    url: str = ""
    rules: str = ""
    forced: tuple[int, str, str] | None = None
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str) -> tuple[int, str, str]:
        """Status, content type and location of the answer to a path."""
        self.asked.append(path)
        if self.forced:
            return self.forced
        if path == f"/t/{KEY}/rules.json":
            return 200, "application/json", ""
        return (200 if path == f"/t/{KEY}.js" else 404), JAVASCRIPT, ""


@contextmanager
def stub_service() -> Iterator[StubService]:
    """A stub that listens on 127.0.0.1 while the block runs."""
    stub = StubService()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, location = stub.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if location:
                self.send_header("Location", location)
            self.end_headers()
            body = stub.rules if kind == "application/json" else "/* stub */"
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test output quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        stub.url = f"http://127.0.0.1:{server.server_address[1]}"
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield stub
        server.shutdown()
