"""A WSGI application's pages with third-party tags held back: `Rewriter(app, rules)`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from werkzeug.http import parse_options_header
from werkzeug.wsgi import ClosingIterator

from temoin.rewriting.marking import rewrite
from temoin.rewriting.rules import FreshRules

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BYTES = 5_000_000
_log = logging.getLogger(__name__)

# They speak of the page as it was: a browser must not keep it when only the rules changed.
_OUTDATED = frozenset(("accept-ranges", "content-md5", "digest", "etag", "last-modified"))
_Head = tuple[str, list[tuple[str, str]], Any]


class Rewriter:
    """The middleware. `rules` is a file or the address of `rules.json`.

    Answers 200 with `text/html` and no Content-Encoding are rewritten, up to `max_bytes`; all
    others pass as they are. Put what compresses around it.
    """

    def __init__(self, app: WSGIApplication, rules: str, *, max_bytes: int = MAX_BYTES) -> None:
        self._app = app
        self._rules = FreshRules(str(rules))
        self._max_bytes = max_bytes

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers a request."""
        answer = _Answer(start_response)
        body = self._app(environ, answer.start)
        if answer.has_passed:
            return body
        close = getattr(body, "close", None)
        return ClosingIterator(self._pages(answer, body, environ), [close] if close else None)

    def _pages(
        self, answer: _Answer, body: Iterable[bytes], environ: WSGIEnvironment
    ) -> Iterator[bytes]:
        chunks = iter(body)
        kept: list[bytes] = []
        size = 0
        for chunk in chunks:
            kept.append(chunk)
            size += len(chunk)
            # An application may say what it answers only when it is asked for the body.
            if answer.has_passed or size > self._max_bytes:
                break
        if answer.has_passed or size > self._max_bytes:
            if not answer.has_passed:
                _log.warning("%s is too large to be rewritten", environ.get("PATH_INFO"))
                answer.send(lambda headers: headers)
            yield from (*answer.written, *kept)
            yield from chunks
            return
        yield self._page(answer, b"".join((*answer.written, *kept)), environ)

    def _page(self, answer: _Answer, html: bytes, environ: WSGIEnvironment) -> bytes:
        own = environ.get("HTTP_HOST") or environ.get("SERVER_NAME", "")
        done = rewrite(html, self._rules.current(own)).html
        is_head = environ.get("REQUEST_METHOD") == "HEAD"
        answer.send(lambda headers: _corrected(headers, None if is_head else len(done)))
        return done


class _Answer:
    """What the application said; passed on at once unless it is a page to rewrite."""

    def __init__(self, start_response: StartResponse) -> None:
        self._start_response = start_response
        self._head: _Head | None = None
        self.has_passed = False
        self.written: list[bytes] = []

    def start(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None, /
    ) -> Callable[[bytes], object]:
        """The `start_response` that the application sees."""
        if not self.has_passed and _is_page(status, headers):
            self._head = status, headers, exc_info
            return self.written.append
        self.has_passed = True
        return self._start_response(status, headers, exc_info)

    def send(self, change: Callable[[list[tuple[str, str]]], list[tuple[str, str]]]) -> None:
        """Passes the head on, with its headers changed."""
        if self._head:
            status, headers, exc_info = self._head
            self._start_response(status, change(headers), exc_info)


def _is_page(status: str, headers: list[tuple[str, str]]) -> bool:
    given = {name.lower(): value for name, value in headers}
    kind, _ = parse_options_header(given.get("content-type"))
    return (
        status.startswith("200")
        and kind.lower() == "text/html"
        and given.get("content-encoding", "identity") == "identity"
    )


def _corrected(headers: list[tuple[str, str]], length: int | None) -> list[tuple[str, str]]:
    kept = [pair for pair in headers if pair[0].lower() not in {*_OUTDATED, "content-length"}]
    return kept if length is None else [*kept, ("Content-Length", str(length))]
