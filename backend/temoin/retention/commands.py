"""`temoin purge`: what the daily job does, now and by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime

import click

from temoin.core.period import DAY_MS
from temoin.core.retention import PurgeCount, PurgeReport
from temoin.jobs.running import run_now
from temoin.retention.purging import JOB, look, purge, summary
from temoin.web.services import Services


@click.command(name="purge")
@click.option("--dry-run", is_flag=True, help="say what is overdue and delete nothing")
@click.option("--force", is_flag=True, help="also what a purge holds back because it is surprising")
@click.option("--now", "moment", type=click.DateTime(), help="a dry run as if it were then (UTC)")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def purge_command(
    make_services: Callable[[], Services],
    dry_run: bool,
    force: bool,
    moment: datetime | None,
    as_json: bool,
) -> None:
    """Delete what is kept longer than its period; the service does it by itself every day."""
    if moment is not None and not dry_run:
        raise click.UsageError("--now goes with --dry-run only: nothing is deleted before its time")
    services = make_services()
    if dry_run:
        at = services.now_ms() if moment is None else _ms(moment)
        report = look(services, at)
    else:
        report = _purge(services, force)
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False))
        return
    for count in report.counts:
        click.echo(_line(count))
    said = sum(count.overdue for count in report.counts)
    click.echo(f"{said} rows would be deleted" if dry_run else summary(report))


def _purge(services: Services, force: bool) -> PurgeReport:
    """Purge under the lease of the job, so that the service does not do the same meanwhile."""
    reports: list[PurgeReport] = []

    def run(services: Services, _sites: object, now_ms: int) -> str:
        reports.append(purge(services, now_ms, is_forced=force))
        return summary(reports[0])

    run_now(replace(JOB, run=run), services)
    return reports[0]


def _line(count: PurgeCount) -> str:
    where = f"{count.table} of {count.site}" if count.site else count.table
    done = f"{count.deleted} deleted, {count.rows} left"
    if count.overdue:
        done = f"{count.overdue} overdue of {count.rows}"
    oldest = f", oldest {_day(count.oldest_at)}" if count.oldest_at is not None else ""
    return f"{where}: {done}{oldest}"


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms // DAY_MS * (DAY_MS // 1000), UTC).strftime("%Y-%m-%d")


def _ms(moment: datetime) -> int:
    return int(moment.replace(tzinfo=UTC).timestamp() * 1000)
