"""Of several processes on one database exactly one runs a job: the one that holds its lease.

The clock may jump (R10): a lease or a start that lies in the future is nobody's and never was.
"""

from __future__ import annotations

from temoin.core.feature import Job
from temoin.jobs.models import JobLease

LEASE_MS = 60_000  # a process that was killed keeps a job from the others for so long
RETRY_S = 300  # a daily job that failed is tried again the same day


def take(job: Job, holder: str, now_ms: int, *, is_asked: bool = False) -> bool:
    """Whether the holder may run the job now; with `is_asked` also before its time."""
    lease = JobLease.get_or_none(JobLease.name == job.name)
    if lease is None:
        JobLease.insert(name=job.name).on_conflict_ignore().execute()
        lease = JobLease.get(JobLease.name == job.name)
    if is_held(lease, now_ms) or not (is_asked or is_due(job, lease, now_ms)):
        return False
    taken: int = (
        JobLease.update(held_by=holder, until_at=now_ms + LEASE_MS, last_started_at=now_ms)
        .where(
            JobLease.name == job.name,
            JobLease.until_at == lease.until_at,  # else somebody was faster
            JobLease.last_started_at == lease.last_started_at,
        )
        .execute()
    )
    return taken == 1


def renew(job: Job, holder: str, now_ms: int) -> None:
    """Keep the job for another while."""
    mine = (JobLease.name == job.name) & (JobLease.held_by == holder)
    JobLease.update(until_at=now_ms + LEASE_MS).where(mine).execute()


def give_back(job: Job, holder: str, now_ms: int, result: str | None, error: str | None) -> None:
    """Say what became of the run; nothing when another process took over meanwhile."""
    said = {"last_error": error} if error else {"last_error": None, "last_result": result}
    mine = (JobLease.name == job.name) & (JobLease.held_by == holder)
    JobLease.update(held_by="", until_at=0, last_finished_at=now_ms, **said).where(mine).execute()


def is_held(lease: JobLease, now_ms: int) -> bool:
    """Whether some process is running the job."""
    return now_ms < lease.until_at <= now_ms + LEASE_MS


def is_due(job: Job, lease: JobLease, now_ms: int) -> bool:
    """Whether it is time: a run that failed or was cut off is tried again soon."""
    is_done = lease.last_error is None and lease.last_finished_at >= lease.last_started_at
    wait_s = job.every_s if is_done else min(job.every_s, RETRY_S)
    return not 0 <= now_ms - lease.last_started_at < wait_s * 1000
