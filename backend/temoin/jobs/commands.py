"""`temoin job …`: what the service does by itself, and doing it now."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from temoin.jobs.models import JobLease
from temoin.jobs.running import all_jobs, job_of, run_now
from temoin.web.services import Services


@click.group(name="job")
def job_group() -> None:
    """What the service does by itself: when, and with what result."""


@job_group.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def list_jobs(make_services: Callable[[], Services], as_json: bool) -> None:
    """All jobs, how often they run, and what became of the last run."""
    services = make_services()
    leases = {lease.name: lease for lease in JobLease.select()}
    described = [
        _described(job.name, job.every_s, leases.get(job.name) or JobLease(name=job.name))
        for job in all_jobs(services.features)
    ]
    if as_json:
        click.echo(json.dumps(described, ensure_ascii=False))
        return
    for line in described:
        said = f"failed: {line['error']}" if line["error"] else line["result"] or ""
        started = line["started_at"] or "not yet"
        click.echo(f"{line['name']}  every {line['every_s']} s  last: {started}  {said}".rstrip())


@job_group.command(name="run")
@click.argument("name")
@click.pass_obj
def run_job(make_services: Callable[[], Services], name: str) -> None:
    """Run a job now, unless another process is running it."""
    services = make_services()
    click.echo(run_now(job_of(services.features, name), services) or "done")


def _described(name: str, every_s: int, lease: JobLease) -> dict[str, Any]:
    return {
        "name": name,
        "every_s": every_s,
        "held_by": lease.held_by or None,
        "started_at": _moment(lease.last_started_at),
        "finished_at": _moment(lease.last_finished_at),
        "result": lease.last_result,
        "error": lease.last_error,
    }


def _moment(at_ms: int) -> str | None:
    if not at_ms:
        return None
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")
