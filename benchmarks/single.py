"""The ordinary way: one transaction for each request through peewee, on a connection kept open.

Same schema, same pragmas, same checks of the body, same server; only the commit is not shared.
"""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from peewee import BigIntegerField, BlobField, Model, SqliteDatabase, TextField

from benchmarks.bodies import Decision
from temoin.store.opening import SQLITE_PRAGMAS

DECODER = msgspec.json.Decoder(Decision)
database = SqliteDatabase(None)


class Record(Model):
    """The columns of the prototype, with the index that makes retries safe."""

    id = BlobField(primary_key=True)
    site = TextField()
    key = TextField()
    at = BigIntegerField()
    action = TextField()
    purposes = TextField()
    lang = TextField()
    source = TextField()
    page = TextField()

    class Meta:
        """peewee's options."""

        database = database
        indexes = ((("site", "key"), True),)


def store(body: Decision) -> None:
    """One synced transaction."""
    now = time.time_ns()
    with database.atomic():
        Record.create(
            id=now.to_bytes(8, "big") + os.urandom(8),
            site=body.site,
            key=body.key,
            at=now // 1_000_000,
            action=body.action,
            purposes=" ".join(name for name, value in body.purposes.items() if value),
            lang=body.lang,
            source=body.source,
            page=body.page,
        )


def create() -> Callable[..., Awaitable[None]]:
    """The ASGI application; `BENCH_DATABASE` is the path of a new SQLite file."""
    database.init(os.environ["BENCH_DATABASE"], pragmas=SQLITE_PRAGMAS)
    database.connect()
    database.create_tables([Record])

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] == "GET":  # asked while waiting for the start
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        message = await receive()
        # No threads: SQLite takes one writer, and handing over costs more than it gives.
        store(DECODER.decode(message["body"]))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return application
