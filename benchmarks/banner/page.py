"""A small site that serves one page for each banner, and the peers' files compressed."""

from __future__ import annotations

import gzip
import mimetypes
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.banner.peers import MODULES

WORDS = "Texte de la page, pour que l'on voie ce qui est devant. " * 40
BODY = f"<h1>Boutique</h1><p>{WORDS}</p><p>{WORDS}</p>"


@contextmanager
def serving(heads: Mapping[str, str]) -> Iterator[str]:
    """A server with `/<name>` for each head; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answer with gzip, as every peer would be served."""
            path = self.path.partition("?")[0]
            head = heads.get(path.lstrip("/"))
            if head is not None:
                self._send(_page(head), "text/html; charset=utf-8")
            elif path.startswith("/peers/") and (file := _file(path[7:])):
                self._send(_packed(file), mimetypes.guess_type(path)[0] or "text/plain")
            else:
                self._send(b"", "text/plain", 404)

        def _send(self, body: bytes, kind: str, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if status == 200:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _page(head: str) -> bytes:
    page = (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Boutique</title>'
        '<link rel="icon" href="data:,">'
        f'<meta name="viewport" content="width=device-width">{head}</head><body>{BODY}</body>'
    )
    return gzip.compress(page.encode(), 6)


def _file(path: str) -> Path | None:
    found = (MODULES / path).resolve()
    return found if found.is_relative_to(MODULES.resolve()) and found.is_file() else None


@lru_cache(maxsize=64)
def _packed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 9)
