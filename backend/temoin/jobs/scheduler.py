"""The clockwork of a serving process: starts what is due."""

from __future__ import annotations

import logging
import threading
import time

from temoin.core.feature import Job
from temoin.jobs import leases
from temoin.jobs.running import all_jobs, new_holder, run_held
from temoin.sites.published import PublishedSites
from temoin.web.services import Services

TURN_S = 1.0
STOP_WITHIN_S = 1.0
log = logging.getLogger("temoin")


class Scheduler:
    """Looks every second which jobs are due; each runs in a thread of its own, never twice at once.

    A long job therefore keeps no short one waiting. All threads are daemons: what still runs a
    second after the stop is cut off between two of its transactions, or rolled back within one.
    """

    def __init__(self, services: Services, sites: PublishedSites) -> None:
        self._services, self._sites = services, sites
        self._jobs = all_jobs(services.features)
        self._holder = new_holder()
        self._stopping = threading.Event()
        self._clockwork: threading.Thread | None = None
        self._running: dict[str, threading.Thread] = {}
        self._is_away = False

    def start(self) -> None:
        """Begin; the first turn comes after a second."""
        self._clockwork = threading.Thread(target=self._tick, name="jobs", daemon=True)
        self._clockwork.start()

    def stop(self) -> None:
        """Begin nothing more, and wait a second for what runs."""
        self._stopping.set()
        deadline = time.monotonic() + STOP_WITHIN_S
        for thread in (self._clockwork, *self._running.values()):
            if thread is not None:
                thread.join(max(0, deadline - time.monotonic()))

    def turn(self) -> None:
        """Start what is due and what nobody runs."""
        now_ms = self._services.now_ms()
        for job in self._jobs:
            last = self._running.get(job.name)
            if last is not None and last.is_alive():
                continue
            if leases.take(job, self._holder, now_ms):
                thread = threading.Thread(
                    target=self._run, args=(job,), name=f"job {job.name}", daemon=True
                )
                self._running[job.name] = thread
                thread.start()

    def _tick(self) -> None:
        while not self._stopping.wait(TURN_S):
            try:
                with self._services.database.connection_context():
                    self.turn()
                self._is_away = False
            except Exception as error:
                if not self._is_away:  # said once, not every second
                    log.warning("no job can be started: %s", type(error).__name__)
                self._is_away = True

    def _run(self, job: Job) -> None:
        try:
            with self._services.database.connection_context():
                run_held(job, self._holder, self._services, self._sites)
        except Exception:  # the operator reads it; the next turn tries again
            log.exception("job %s failed", job.name)
