"""A third party on a second host name: every script says that it ran, everything is counted."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from typing import Any

SCRIPT_SUFFIXES = {".js", ".mjs"}


@dataclass
class ThirdParty:
    """`origin` is another site than 127.0.0.1; `asked` are the paths of all requests."""

    origin: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def third_party() -> Iterator[ThirdParty]:
    """A running third party, stopped afterwards."""
    party = ThirdParty()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test output quiet."""

        def do_GET(self) -> None:
            path = PurePosixPath(self.path.split("?")[0])
            party.asked.append(str(path))
            is_script = path.suffix in SCRIPT_SUFFIXES
            code = f"(window.ran=window.ran||[]).push({json.dumps(path.stem)})"
            body = (code if is_script else "<p>third party").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if is_script else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Set-Cookie", "third=1; Path=/")
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    party.origin = f"http://localhost:{server.server_port}"
    try:
        yield party
    finally:
        server.shutdown()
        server.server_close()
