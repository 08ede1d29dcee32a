"""One run of one job, by whoever holds its lease."""

from __future__ import annotations

import os
import platform
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from temoin.core.errors import Conflict, NotFound
from temoin.core.feature import Feature, Job
from temoin.jobs import leases
from temoin.sites.published import PublishedSites
from temoin.web.services import Services

MAX_TEXT = 500
RENEW_S = 15.0


def all_jobs(features: Iterable[Feature]) -> list[Job]:
    """The jobs of all manifests."""
    return [job for feature in features for job in feature.jobs]


def new_holder() -> str:
    """A name for a process that no other has: the machine, the process, and chance."""
    return f"{platform.node()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"


def job_of(features: Iterable[Feature], name: str) -> Job:
    """The job of this name. Raises NotFound."""
    found = next((job for job in all_jobs(features) if job.name == name), None)
    if found is None:
        raise NotFound(f"there is no job {name}")
    return found


def run_now(job: Job, services: Services) -> str | None:
    """Run a job because somebody asks; gives its result.

    Raises Conflict while another process runs it, and what the job raises.
    """
    holder = new_holder()
    if not leases.take(job, holder, services.now_ms(), is_asked=True):
        raise Conflict(f"another process runs {job.name} right now")
    return run_held(job, holder, services, PublishedSites(services.now_ms))


def run_held(job: Job, holder: str, services: Services, sites: PublishedSites) -> str | None:
    """Run a job, count it, and give its lease back, which is held. Raises what the job does."""
    began, outcome = time.monotonic(), "failed"
    result, error = None, None
    try:
        with _kept(job, holder, services):
            result = job.run(services, sites, services.now_ms())
        outcome = "done"
        services.metrics.job_done_at.labels(job.name).set(services.now_ms() / 1000)
    except BaseException as raised:
        error = f"{type(raised).__name__}: {raised}"[:MAX_TEXT]
        raise
    finally:
        services.metrics.job_runs.labels(job.name, outcome).inc()
        services.metrics.job_seconds.labels(job.name).set(time.monotonic() - began)
        leases.give_back(job, holder, services.now_ms(), result and result[:MAX_TEXT], error)
    return result


@contextmanager
def _kept(job: Job, holder: str, services: Services) -> Iterator[None]:
    """Prolong the lease, from a thread, for as long as the block takes."""
    is_over = threading.Event()

    def prolong() -> None:
        while not is_over.wait(RENEW_S):
            # While the database is away nobody else can take the lease either.
            with suppress(Exception), services.database.connection_context():
                leases.renew(job, holder, services.now_ms())

    threading.Thread(target=prolong, name=f"lease of {job.name}", daemon=True).start()
    try:
        yield
    finally:
        is_over.set()
