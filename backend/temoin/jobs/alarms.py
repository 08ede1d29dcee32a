"""What the dashboard says of jobs that fail."""

from __future__ import annotations

from temoin.core.feature import Alarm
from temoin.jobs.models import JobLease
from temoin.jobs.running import all_jobs
from temoin.web.services import Services


def alarms(services: Services) -> tuple[Alarm, ...]:
    """One for each job whose last run failed."""
    names = [job.name for job in all_jobs(services.features)]
    failed = JobLease.select().where(JobLease.name.in_(names), JobLease.last_error.is_null(False))
    return tuple(Alarm("jobs.alarm.failed", {"job": lease.name}) for lease in failed)
