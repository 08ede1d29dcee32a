"""Group commit: whoever waits while one commit syncs is committed together in the next.

An answer is given only after the transaction is on disk (R1). No delay is added to form groups:
they form by themselves while the previous sync runs, and grow with the load.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from temoin.core.errors import TemoinError, Unavailable
from temoin.store.transaction import Connection, Transaction, transaction

Item = TypeVar("Item")
Result = TypeVar("Result")
# Writes all items in the given transaction and answers one result (or error) per item, in order.
Handler = Callable[[Transaction, Sequence[Item]], Sequence[Result | TemoinError]]
Work = list[tuple[Handler[Any, Any], list[Any]]]
Outcomes = list[list[Any]]  # in the order of the work

MAX_BATCH = 512


@dataclass(slots=True)
class _Waiter:
    handler: Handler[Any, Any]
    item: Any
    future: asyncio.Future[Any]


class GroupCommitWriter:
    """The one writer of a process. `capacity` bounds how many may wait at once (R5).

    `_pending` and `_running` belong to the event loop; `_connection` to whoever holds `_lock`.
    """

    def __init__(self, connection: Connection, capacity: int = 8192) -> None:
        self._connection = connection
        self._capacity = capacity
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._pending: list[_Waiter] = []
        self._running = False
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def depth(self) -> int:
        """How many wait for a commit right now."""
        return len(self._pending)

    async def commit(
        self, handler: Handler[Item, Result], item: Item, *, share: float = 1.0
    ) -> Result:
        """Write the item with everybody who is waiting and return its result once it is on disk.

        `share` is the part of the capacity this kind of item may fill, so that measurement is
        shed before proofs. Raises Unavailable when full or when the commit failed.
        """
        if len(self._pending) >= self._capacity * share:
            raise Unavailable("too many writes are waiting")
        loop = self._loop
        if loop is None or loop.is_closed():
            # Asking each time is a system call each time, as long as Python 3.11 is supported.
            loop = self._loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._pending.append(_Waiter(handler, item, future))
        if not self._running:
            self._running = True
            # Everybody whose request is read in this turn of the loop comes along.
            loop.call_soon(self._start, loop)
        return await future

    def commit_now(self, handler: Handler[Item, Result], item: Item) -> Result:
        """The same for a thread of a WSGI server: one transaction, synced when this returns."""
        (outcome,) = self._write([(handler, [item])])[0]
        if isinstance(outcome, BaseException):
            raise outcome
        return cast(Result, outcome)

    async def drain(self) -> None:
        """Wait until nothing is pending; for a graceful stop."""
        while self._running:
            await asyncio.sleep(0.005)

    def close(self) -> None:
        """Stop the thread and give the connection back."""
        self._thread.shutdown(wait=True)
        self._connection.close()

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        batch, self._pending = self._pending[:MAX_BATCH], self._pending[MAX_BATCH:]
        by_handler: dict[Handler[Any, Any], list[_Waiter]] = {}
        for waiter in batch:
            by_handler.setdefault(waiter.handler, []).append(waiter)
        groups = list(by_handler.items())
        work = [(handler, [w.item for w in waiters]) for handler, waiters in groups]
        outcomes = self._fill(work) if self._connection.is_local else None
        written = (
            loop.run_in_executor(self._thread, self._write, work)
            if outcomes is None
            else loop.run_in_executor(self._thread, self._end, outcomes)
        )
        written.add_done_callback(lambda done: self._finish(loop, groups, done))

    def _fill(self, work: Work) -> Outcomes | None:
        """Fill a transaction on the loop and leave it open for `_end`; None if that cannot be.

        Where only the commit waits for the disk, filling in the thread would cost more than the
        filling: at every statement both threads fight for the interpreter lock.
        """
        if not self._lock.acquire(blocking=False):
            return None
        try:
            begun = self._connection.begin(wait=False)
            return [list(handler(begun, items)) for handler, items in work]
        except Exception:  # `_write` waits for the lock, or finds out which item it was
            self._connection.rollback()
            self._lock.release()
            return None

    def _end(self, outcomes: Outcomes) -> Outcomes:
        """Commit what `_fill` began. Never raises, so that no waiter is forgotten."""
        try:
            self._connection.commit()
            return outcomes
        except Exception as error:
            return [[error] * len(some) for some in outcomes]
        finally:
            self._lock.release()

    def _finish(
        self,
        loop: asyncio.AbstractEventLoop,
        groups: list[tuple[Handler[Any, Any], list[_Waiter]]],
        done: asyncio.Future[Outcomes],
    ) -> None:
        if self._pending:
            self._start(loop)
        else:
            self._running = False
        for (_, waiters), outcomes in zip(groups, done.result(), strict=True):
            for waiter, outcome in zip(waiters, outcomes, strict=True):
                _settle(waiter.future, outcome)

    def _write(self, work: Work) -> Outcomes:
        """Outcomes of all items; never raises, so that no waiter is forgotten."""
        try:
            return self._transact(work)
        except Unavailable as error:
            return [[error] * len(items) for _, items in work]
        except Exception as error:
            if sum(len(items) for _, items in work) == 1:
                return [[error]]
        # One item spoils the batch: each is tried alone, so that only the culprit fails.
        return [[self._alone(handler, item) for item in items] for handler, items in work]

    def _alone(self, handler: Handler[Any, Any], item: Any) -> Any:
        return self._write([(handler, [item])])[0][0]

    def _transact(self, work: Work) -> Outcomes:
        with self._lock, transaction(self._connection) as begun:
            return [list(handler(begun, items)) for handler, items in work]


def _settle(future: asyncio.Future[Any], outcome: Any) -> None:
    if future.cancelled():
        return
    if isinstance(outcome, BaseException):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
