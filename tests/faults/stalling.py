"""Connections that begin a request and never end it, of every kind and at every door."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

STALLED = 500
_UNFINISHED = b"Content-Type: text/plain\r\nContent-Length: 900\r\n\r\n{"
HALVES = [
    b"POST /api/consent HTTP/1.1\r\nHost: x\r\n" + _UNFINISHED,
    b"POST /api/event HTTP/1.1\r\nHost: x\r\n" + _UNFINISHED,
    b"POST /login HTTP/1.1\r\nHost: x\r\n" + _UNFINISHED,
    b"GET /t/x.js HTTP/1.1\r\nHost: x\r\nX-Never",
    b"GET / HTTP/1.1\r\nHost: x\r\nX-Never",
    b"",
]


@contextmanager
def stalled(port: int, count: int = STALLED) -> Iterator[list[socket.socket]]:
    """So many stalled connections, closed afterwards."""
    with ExitStack() as stack:
        held = []
        for number in range(count):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            one.sendall(HALVES[number % len(HALVES)])
            held.append(one)
        time.sleep(0.5)
        yield held
