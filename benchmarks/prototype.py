"""The bare floor: group commit in its shortest form, and the same server without a database.

`POST /durable` decodes and checks one decision and answers after it is on disk; `POST /noop` only
decodes and checks. No idempotency, no origin, no grant, no geography: what Temoin adds is the
difference. Run by uvicorn like the service itself.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from benchmarks.bodies import Decision

DECODER = msgspec.json.Decoder(Decision)
INSERT = "insert into record values (?,?,?,?,?,?,?,?,?)"
TABLE = (
    "create table record (id blob primary key, site text, key text, at integer, action text,"
    " purposes text, lang text, source text, page text) without rowid"
)
Row = tuple[Any, ...]


class GroupCommit:
    """Whoever waits while one commit syncs is committed together in the next."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=wal", "synchronous=full"):
            self.connection.execute(f"pragma {pragma}")
        self.connection.execute(TABLE)
        self.waiting: list[tuple[Row, asyncio.Future[None]]] = []
        self.is_running = False

    async def add(self, row: Row) -> None:
        """Return when the row is on disk."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append((row, future))
        if not self.is_running:
            self.is_running = True
            asyncio.get_running_loop().call_soon(lambda: asyncio.ensure_future(self.commit()))
        await future

    async def commit(self) -> None:
        """Write until nobody waits."""
        while self.waiting:
            batch, self.waiting = self.waiting, []
            rows = [row for row, _ in batch]
            await asyncio.get_running_loop().run_in_executor(None, self.write, rows)
            for _, future in batch:
                future.set_result(None)
        self.is_running = False

    def write(self, rows: list[Row]) -> None:
        """One transaction, synced."""
        self.connection.execute("begin immediate")
        self.connection.executemany(INSERT, rows)
        self.connection.execute("commit")


def row_of(body: Decision) -> Row:
    """The columns of a decision."""
    now = time.time_ns()
    allowed = " ".join(name for name, value in body.purposes.items() if value)
    return (
        now.to_bytes(8, "big") + os.urandom(8), body.site, body.key, now // 1_000_000, body.action,
        allowed, body.lang, body.source, body.page,
    )  # fmt: skip


def create() -> Callable[..., Awaitable[None]]:
    """The ASGI application; `BENCH_DATABASE` is the path of a new SQLite file."""
    group = GroupCommit(os.environ["BENCH_DATABASE"])

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] == "GET":  # asked while waiting for the start
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        message = await receive()
        body = DECODER.decode(message["body"])
        if scope["path"] == "/durable":
            await group.add(row_of(body))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return application
