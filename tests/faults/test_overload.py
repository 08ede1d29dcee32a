"""More than can be written: measurement is shed first, proofs last, and both are told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

from temoin.core.errors import Unavailable
from temoin.ingest.service import QUEUE_SHARE
from temoin.store.transaction import Row
from temoin.store.writer import GroupCommitWriter

CAPACITY = 40


class Stuck:
    """A database that commits nothing until it is let go."""

    def __init__(self) -> None:
        self.may_go = threading.Event()

    is_local = False

    def begin(self, *, wait: bool = True) -> Any:
        """A transaction that waits."""
        assert wait
        assert self.may_go.wait(20)

    def commit(self) -> None:
        """Nothing to sync."""

    def rollback(self) -> None:
        """Nothing to forget."""

    def close(self) -> None:
        """Nothing to give back."""


def store(_: Any, items: Sequence[Row]) -> list[str]:
    return ["stored"] * len(items)


async def crowd(writer: GroupCommitWriter, stuck: Stuck) -> tuple[list[Any], list[Any]]:
    """Outcomes of as many events, then as many decisions, as would fill the queue twice."""
    first = asyncio.ensure_future(writer.commit(store, (0,)))  # is being written: not in the queue
    await asyncio.sleep(0.05)
    events = [
        asyncio.ensure_future(writer.commit(store, (1,), share=QUEUE_SHARE))
        for _ in range(CAPACITY * 2)
    ]
    await asyncio.sleep(0.05)
    proofs = [asyncio.ensure_future(writer.commit(store, (2,))) for _ in range(CAPACITY * 2)]
    await asyncio.sleep(0.05)
    stuck.may_go.set()
    outcomes = await asyncio.gather(first, *events, *proofs, return_exceptions=True)
    writer.close()
    return outcomes[1 : 1 + len(events)], outcomes[1 + len(events) :]


def test_events_are_shed_before_decisions() -> None:
    """R5: events get half of the queue, decisions all of it; whoever is shed is told at once."""
    stuck = Stuck()
    events, proofs = asyncio.run(crowd(GroupCommitWriter(stuck, CAPACITY), stuck))
    assert events.count("stored") == CAPACITY * QUEUE_SHARE
    assert proofs.count("stored") == CAPACITY - CAPACITY * QUEUE_SHARE
    shed = [outcome for outcome in (*events, *proofs) if outcome != "stored"]
    assert {type(outcome) for outcome in shed} == {Unavailable}


def test_no_decision_is_shed_while_an_event_is_taken() -> None:
    """R5: 0 proofs shed while any measurement event is accepted."""

    async def scene() -> None:
        stuck = Stuck()
        writer = GroupCommitWriter(stuck, CAPACITY)
        waiting = [asyncio.ensure_future(writer.commit(store, (0,)))]
        await asyncio.sleep(0.05)
        for _ in range(CAPACITY):
            waiting.append(asyncio.ensure_future(writer.commit(store, (2,))))
            await asyncio.sleep(0)
            event = asyncio.ensure_future(writer.commit(store, (1,), share=QUEUE_SHARE))
            await asyncio.sleep(0)
            is_taken, is_full = not event.done(), writer.depth >= CAPACITY
            assert not (is_taken and is_full)
            waiting.append(event)
        stuck.may_go.set()
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        writer.close()
        assert Unavailable in {type(outcome) for outcome in outcomes}

    asyncio.run(scene())
