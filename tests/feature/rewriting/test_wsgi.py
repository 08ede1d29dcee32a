"""The WSGI middleware: pages are rewritten, all else passes as it is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from temoin.rewriting.rules import FRESH_S, FreshRules
from temoin.rewriting.wsgi import Rewriter

TAG = b'<script src="https://tag.example/t.js"></script>'
HELD = b'<script type="text/plain" data-temoin="marketing" src="https://tag.example/t.js"></script>'
RULES = {"automatic": True, "unknown": "marketing", "own": [], "free": [], "services": []}
Application = Callable[..., Any]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.json"
    path.write_text(json.dumps(RULES), "utf-8")
    return path


def answering(body: bytes = TAG, status: int = 200, **headers: str) -> Application:
    """An application that always gives this answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(body, status, headers={"Content-Type": "text/html", **named})


def test_a_page_is_rewritten_and_its_headers_follow(rules: Path) -> None:
    """WEB-12: what spoke of the page as it was is gone."""
    app = answering(ETag='"1"', Last_Modified="Mon, 01 Jan 2026 00:00:00 GMT", X_Own="kept")
    got = Client(Rewriter(app, str(rules))).get("/")
    assert (got.data, got.headers["Content-Length"]) == (HELD, str(len(HELD)))
    assert (got.headers.get("ETag"), got.headers.get("Last-Modified")) == (None, None)
    assert got.headers["X-Own"] == "kept"
    head = Client(Rewriter(app, str(rules))).head("/")
    assert (head.data, head.headers.get("Content-Length")) == (b"", None)


@pytest.mark.parametrize(
    "changed",
    [
        {"status": 404},
        {"status": 206},
        {"Content_Encoding": "gzip"},
        {"Content_Type": "application/json"},
        {"Content_Type": "application/xhtml+xml"},
    ],
)
def test_everything_else_passes_as_it_is(changed: dict[str, Any], rules: Path) -> None:
    got = Client(Rewriter(answering(ETag='"1"', **changed), str(rules))).get("/")
    assert got.data == TAG
    assert got.headers["ETag"] == '"1"'
    assert got.headers["Content-Length"] == str(len(TAG))


def test_a_stream_is_not_gathered(rules: Path) -> None:
    """The very object that the application gave is passed on."""
    body: Iterator[bytes] = iter([b"a", b"b"])

    def app(environ: Any, start: Any) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/event-stream")])
        return body

    assert Rewriter(app, str(rules))({}, lambda *_: lambda _: None) is body


def test_a_page_that_is_too_large_passes_as_it_is(rules: Path) -> None:
    app = Response([TAG, b"x" * 50, b"y" * 50], mimetype="text/html", headers={"ETag": '"1"'})
    got = Client(Rewriter(app, str(rules), max_bytes=80)).get("/")
    assert got.data == TAG + b"x" * 50 + b"y" * 50
    assert got.headers["ETag"] == '"1"'


@pytest.mark.parametrize("kind", ["text/html", "text/plain"])
def test_applications_may_start_late_write_by_hand_and_close(kind: str, rules: Path) -> None:
    """PEP 3333: a generator answers when it is iterated, `write` is honoured, `close` is called."""
    closed = []

    def late(environ: Any, start: Any) -> Iterator[bytes]:
        try:
            start("200 OK", [("Content-Type", kind)])
            yield TAG
        finally:
            closed.append(True)

    def writing(environ: Any, start: Any) -> list[bytes]:
        write = start("200 OK", [("Content-Type", kind)])
        write(TAG)
        return [b"<p>"]

    expected = HELD if kind == "text/html" else TAG
    assert Client(Rewriter(late, str(rules))).get("/").data == expected
    assert closed == [True]
    assert Client(Rewriter(writing, str(rules))).get("/").data == expected + b"<p>"


def test_an_error_after_the_start_replaces_it(rules: Path) -> None:
    def app(environ: Any, start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html")])
        start("500 Oh", [("Content-Type", "text/html")], (ValueError, ValueError(), None))
        return [TAG]

    told: list[str] = []

    def start(status: str, *_: object) -> Callable[[bytes], object]:
        told.append(status)
        return lambda _: None

    assert Rewriter(app, str(rules))({}, start) == [TAG]
    assert told == ["500 Oh"]


def test_without_rules_everything_of_others_waits(tmp_path: Path) -> None:
    """WEB-11: unknown means refuse; the page's own host and the service are known."""
    own = b'<script src="http://shop.example/a.js"></script>'
    snippet = b'<script src="http://127.0.0.1:1/t/abc.js" async></script>'
    app = Rewriter(answering(own + snippet + TAG), "http://127.0.0.1:1/t/abc/rules.json")
    assert Client(app).get("/", base_url="http://shop.example").data == own + snippet + HELD
    nowhere = Rewriter(answering(TAG), str(tmp_path / "missing.json"))
    assert Client(nowhere).get("/").data == HELD


def test_rules_are_read_again_in_the_background_and_good_ones_stay(rules: Path) -> None:
    """At most every five minutes, and never in the way of a page."""
    now = [0.0]
    fresh = FreshRules(str(rules), lambda: now[0])

    def purpose() -> str:
        found = fresh.current("shop.example").held("tag.example")
        return found.purpose if found else ""

    def wait_for(expected: str) -> None:
        deadline = time.monotonic() + 5
        while purpose() != expected and time.monotonic() < deadline:
            time.sleep(0.01)
        assert purpose() == expected

    rules.write_text(json.dumps({**RULES, "unknown": "media"}), "utf-8")
    now[0] = FRESH_S - 1
    assert purpose() == "marketing"
    time.sleep(0.05)
    assert purpose() == "marketing"
    now[0] = FRESH_S
    wait_for("media")
    rules.write_text("nonsense", "utf-8")
    now[0] = 3 * FRESH_S
    purpose()
    time.sleep(0.1)
    assert purpose() == "media"
