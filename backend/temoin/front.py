"""The ASGI front with three doors: collection, the snippet, and the Flask application.

The first two are native coroutines. The third is the plain Flask app behind a WSGI adapter with
few threads; bodies are read whole before a thread is taken, so stalled uploads hold no thread.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, MutableMapping
from typing import IO, Any, cast

from a2wsgi import WSGIMiddleware
from flask import Flask
from peewee import DatabaseError, InterfaceError
from prometheus_client import Counter

from temoin.app import create_app
from temoin.core.errors import TemoinError, TooSlow, Unavailable
from temoin.features import FEATURES
from temoin.jobs.scheduler import Scheduler
from temoin.store.in_use import mark_in_use
from temoin.web.body import MAX_BODY_BYTES, MAX_COLLECT_BYTES, check_size
from temoin.web.deadline import Deadline
from temoin.web.door import Answer, DoorRequest, error_answer
from temoin.web.services import Services, services_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Door = Callable[[DoorRequest], Awaitable[Answer]]

FLASK_THREADS = 4  # more threads make Flask slower: they hand the interpreter lock around
BODY_TIMEOUT_S = 10.0
OPT_OUT = (b"sec-gpc", b"1")


class Front:
    """The application that the server runs."""

    def __init__(self, app: Flask | None = None) -> None:
        self._app = app or create_app()
        self._services: Services = services_of(self._app)
        sites = self._app.extensions["temoin_sites"]
        self._posts: dict[str, Door] = {
            path: make(self._services, sites) for f in FEATURES for path, make in f.posts
        }
        self._gets: list[tuple[str, Door]] = [
            (prefix, make(self._services, sites)) for f in FEATURES for prefix, make in f.gets
        ]
        self._scheduler = Scheduler(self._services, sites)
        self._in_use: IO[bytes] | None = None
        self._counters: dict[tuple[str, int], Counter] = {}
        self._deadline = Deadline(BODY_TIMEOUT_S)
        self._flask = WSGIMiddleware(cast(Any, self._app), workers=FLASK_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection's request."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        door, limit = self._door(scope["method"], scope["path"])
        try:
            has_body = scope["method"] not in ("GET", "HEAD")
            body = await self._read_in_time(receive, limit) if has_body else b""
        except TemoinError as error:
            await _send(send, error_answer(error, []), close=True)
            return
        if body is None:
            return  # the client went away
        if door is None:
            await self._flask(scope, _replay(body), send)  # type: ignore[arg-type]
            return
        try:
            answer = await door(_request(scope, body))
        except (DatabaseError, InterfaceError):  # asked for what no memory holds (R4)
            answer = error_answer(Unavailable("the database does not answer right now"), [])
        if scope["path"] in self._posts:
            self._count(scope["path"], answer.status)
        await _send(send, answer, without_body=scope["method"] == "HEAD")

    async def _read_in_time(self, receive: Receive, limit: int) -> bytes | None:
        """The same as `_read`. Raises TooSlow when the body does not come."""
        try:
            return await self._deadline.wait(asyncio.get_running_loop(), _read(receive, limit))
        except TimeoutError:
            raise TooSlow("the body did not arrive in time") from None

    def _count(self, path: str, status: int) -> None:
        counter = self._counters.get((path, status))
        if counter is None:  # looking one up by its labels costs more than counting
            counter = self._services.metrics.answers.labels(path, status)
            self._counters[path, status] = counter
        counter.inc()

    def _door(self, method: str, path: str) -> tuple[Door | None, int]:
        if method == "POST":
            door = self._posts.get(path)
            return door, MAX_COLLECT_BYTES if door else MAX_BODY_BYTES
        if method in ("GET", "HEAD"):
            for prefix, get_door in self._gets:
                if path.startswith(prefix):
                    return get_door, 0
        return None, MAX_BODY_BYTES

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                # The supervisor has the mark too, but may be killed alone.
                self._in_use = mark_in_use(self._services.settings.data_dir)
                self._scheduler.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                self._services.is_stopping = True
                await asyncio.to_thread(self._scheduler.stop)
                await self._services.writer.drain()
                self._services.writer.close()
                if self._in_use is not None:
                    self._in_use.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def create() -> Front:
    """The factory that the server calls in each worker."""
    return settled(create_app())


def settled(app: Flask) -> Front:
    """The front of an application, and the collector of garbage set up for serving it."""
    front = Front(app)
    # What is loaded by now lives as long as the process; the collector need not walk it again.
    gc.collect()
    gc.freeze()
    # Requests make hardly any cycles: looking for them after each 700 objects took a fifth of a
    # decision's time; much seldomer than this, Flask's pages take 8 MiB more.
    gc.set_threshold(10_000, 20, 20)
    return front


def _request(scope: Scope, body: bytes) -> DoorRequest:
    client = scope.get("client")
    headers = dict(scope["headers"])
    if OPT_OUT in scope["headers"]:  # of several fields the last one must not hide it (GPC-01)
        headers.update((OPT_OUT,))
    return DoorRequest(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        body=body,
        peer=client[0] if client else "",
    )


async def _read(receive: Receive, limit: int) -> bytes | None:
    """The whole body, None when the client went away. Raises TooLarge."""
    message = await receive()
    if message["type"] == "http.disconnect":
        return None
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        check_size(len(body), limit)
        return body
    chunks, size = [body], len(body)
    while message.get("more_body"):
        check_size(size, limit)
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
    check_size(size, limit)
    return b"".join(chunks)


def _replay(body: bytes) -> Receive:
    """A receive that gives the body that was read already, once."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> MutableMapping[str, Any]:
        if messages:
            return messages.pop()
        await asyncio.Event().wait()  # nothing more comes; the adapter stops listening itself
        raise AssertionError("unreachable")

    return receive


async def _send(
    send: Send, answer: Answer, *, close: bool = False, without_body: bool = False
) -> None:
    headers = list(answer.headers)
    if answer.status != 304:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if without_body else answer.body})
