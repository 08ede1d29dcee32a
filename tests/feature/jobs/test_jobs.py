"""Jobs run when they are due, in one process at a time, and what became of them is seen."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from typing import Any

import pytest
from flask import Flask

from temoin.core.feature import Feature, Job
from temoin.front import Front
from temoin.jobs import leases, running
from temoin.jobs.models import JobLease
from temoin.jobs.scheduler import Scheduler
from temoin.sites.published import PublishedSites
from temoin.web.services import Services
from tests.feature.command_line import Command, command
from tests.feature.conftest import Clock

__all__ = ["command"]

HOUR_S = 3600


class Work:
    """A job of tests: counts its runs, waits for `may_end`, or fails."""

    def __init__(self) -> None:
        self.times: list[int] = []
        self.may_end = threading.Event()
        self.may_end.set()
        self.error: Exception | None = None

    def __call__(self, services: Any, sites: Any, now_ms: int) -> str:
        """One run."""
        self.times.append(now_ms)
        assert self.may_end.wait(20)
        if self.error:
            raise self.error
        return f"run {len(self.times)}"


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def job(services: Services, work: Work) -> Job:
    """The only job of the service, once an hour."""
    made = Job("sweep", HOUR_S, work)
    services.features = (Feature("test", jobs=(made,)),)
    return made


@pytest.fixture
def scheduler(services: Services, job: Job) -> Scheduler:
    return Scheduler(services, PublishedSites(services.now_ms))


def turn(scheduler: Scheduler) -> None:
    """One turn, and the end of what it started."""
    scheduler.turn()
    for thread in scheduler._running.values():
        thread.join(20)


def lease() -> JobLease:
    found: JobLease = JobLease.get(JobLease.name == "sweep")
    return found


def test_a_job_runs_once_in_its_time(scheduler: Scheduler, work: Work, clock: Clock) -> None:
    for seconds in (0, 1, HOUR_S - 120, 120):
        clock.advance(seconds)
        turn(scheduler)
    assert len(work.times) == 2
    assert lease().last_result == "run 2"
    assert (lease().held_by, lease().last_error) == ("", None)
    assert lease().last_started_at <= work.times[1] <= lease().last_finished_at


def test_of_twenty_processes_one_runs_it(services: Services, job: Job) -> None:
    """Each has a connection of its own; the lease goes to whoever writes first."""
    start = threading.Barrier(20)
    taken: list[bool] = []

    def process(number: int) -> None:
        with services.database.connection_context():
            start.wait()
            taken.append(leases.take(job, f"process {number}", 1_000_000_000))

    threads = [threading.Thread(target=process, args=(number,)) for number in range(20)]
    # The pool of PostgreSQL connections is smaller than twenty.
    services.database.__dict__["_max_connections"] = 30
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(taken) == [False] * 19 + [True]


def test_a_lease_holds_while_its_process_lives(
    services: Services, job: Job, work: Work, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run longer than the lease is not begun a second time."""
    monkeypatch.setattr(running, "RENEW_S", 0.02)
    work.may_end.clear()
    sites = PublishedSites(services.now_ms)
    first, second = Scheduler(services, sites), Scheduler(services, sites)
    first.turn()
    for _ in range(3):
        clock.advance(leases.LEASE_MS / 1000 - 1)
        until = services.now_ms()
        deadline = time.monotonic() + 20
        while lease().until_at < until + leases.LEASE_MS - 1000 and time.monotonic() < deadline:
            time.sleep(0.01)
        second.turn()
    assert len(work.times) == 1
    work.may_end.set()
    first.stop()
    assert lease().last_result == "run 1"


def test_what_a_killed_process_left_is_taken_over(
    scheduler: Scheduler, job: Job, work: Work, services: Services, clock: Clock
) -> None:
    """A lease ends by itself; a run that was cut off is made up for, not an hour later."""
    assert leases.take(job, "killed", services.now_ms())
    turn(scheduler)
    clock.advance(leases.LEASE_MS / 1000)
    turn(scheduler)
    assert work.times == []
    clock.advance(leases.RETRY_S)
    turn(scheduler)
    assert len(work.times) == 1


def test_who_lost_the_lease_says_nothing_any_more(services: Services, job: Job) -> None:
    now_ms = services.now_ms()
    assert leases.take(job, "paused", now_ms)
    later = now_ms + HOUR_S * 1000
    assert leases.take(job, "second", later)
    leases.give_back(job, "paused", later, "old news", None)
    leases.renew(job, "paused", later)
    assert (lease().held_by, lease().last_result) == ("second", None)


@pytest.mark.parametrize("days", [-1, 1, 400])
def test_a_clock_that_jumps_stops_no_job(
    scheduler: Scheduler, job: Job, work: Work, services: Services, clock: Clock, days: int
) -> None:
    """R10: neither a start nor a lease from the future keeps a job from running."""
    turn(scheduler)
    assert leases.take(job, "killed", services.now_ms(), is_asked=True)
    clock.advance(days * 86_400)
    turn(scheduler)
    assert len(work.times) == 2


def test_a_failed_job_is_seen_and_tried_again(
    app: Flask,
    scheduler: Scheduler,
    work: Work,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The log and the metrics say it; the service stays ready."""
    turn(scheduler)
    work.error = ValueError("no room")
    clock.advance(HOUR_S)
    with caplog.at_level(logging.ERROR, "temoin"):
        turn(scheduler)
    assert "job sweep failed" in caplog.text
    assert (lease().last_error, lease().last_result) == ("ValueError: no room", "run 1")
    assert app.test_client().get("/readyz").status_code == 200
    metrics = app.test_client().get("/metrics").text
    assert 'temoin_job_runs_total{job="sweep",outcome="failed"} 1.0' in metrics
    assert 'temoin_job_runs_total{job="sweep",outcome="done"} 1.0' in metrics
    work.error = None
    clock.advance(leases.RETRY_S)
    turn(scheduler)
    assert (lease().last_error, lease().last_result) == (None, "run 3")


def test_a_long_job_keeps_no_short_one_waiting(services: Services, work: Work) -> None:
    short = Work()
    work.may_end.clear()
    services.features = (
        Feature("test", jobs=(Job("long", HOUR_S, work), Job("short", HOUR_S, short))),
    )
    scheduler = Scheduler(services, PublishedSites(services.now_ms))
    scheduler.turn()
    scheduler._running["short"].join(20)
    assert len(short.times) == 1
    began = time.monotonic()
    scheduler.stop()  # waits a second, and leaves the long one behind
    assert time.monotonic() - began < 3
    work.may_end.set()
    scheduler._running["long"].join(20)


def test_the_served_application_runs_its_jobs_until_it_is_stopped(
    app: Flask, job: Job, work: Work
) -> None:
    """Only a server that starts the front starts the clockwork: tests and commands do not."""
    front = Front(app)
    assert "jobs" not in {thread.name for thread in threading.enumerate()}

    async def served() -> None:
        told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        said: list[str] = []

        async def send(message: Any) -> None:
            said.append(message["type"])

        lifespan = asyncio.ensure_future(front({"type": "lifespan"}, told.get, send))
        await told.put({"type": "lifespan.startup"})
        deadline = time.monotonic() + 20
        while not work.times and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        await told.put({"type": "lifespan.shutdown"})
        await lifespan
        assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]

    asyncio.run(served())
    assert len(work.times) == 1
    assert "jobs" not in {thread.name for thread in threading.enumerate()}


def test_the_operator_lists_and_runs_jobs(
    command: Command, job: Job, work: Work, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("temoin.app.FEATURES", services.features)
    assert command("job", "list").output == "sweep  every 3600 s  last: not yet\n"
    assert command("job", "run", "sweep").output == "run 1\n"
    assert command("job", "run", "sweep").output == "run 2\n"
    (described,) = json.loads(command("job", "list", "--json").output)
    assert (described["result"], described["error"], described["held_by"]) == ("run 2", None, None)
    work.error = ValueError("no room")
    assert command("job", "run", "sweep").exit_code != 0
    assert "failed: ValueError: no room" in command("job", "list").output
    assert "there is no job other" in command("job", "run", "other").output
    leases.take(job, "the service", services.now_ms(), is_asked=True)
    refused = command("job", "run", "sweep")
    assert (refused.exit_code, len(work.times)) == (1, 3)
    assert "another process runs sweep right now" in refused.output
