"""The daily purge: small batches, counted in the transactions that delete."""

from __future__ import annotations

import time
from collections.abc import Iterable

from temoin.core.feature import Job
from temoin.core.period import DAY_S
from temoin.core.retention import PurgeCount, PurgeReport
from temoin.retention.guards import clock_jump, is_surprising
from temoin.retention.models import PurgeLine, PurgeRun
from temoin.retention.overdue import Part, all_documents, parts, rows_of, rules
from temoin.sites.models import Site
from temoin.store.base import database
from temoin.store.pruning import delete_some
from temoin.web.services import Services

BATCH = 50  # rows of four indexes: the lock is held for some milliseconds, mostly for the disk
REST = 4  # the purge rests for so many times of what a batch took: others write meanwhile
CLOCK = "clock"


def look(services: Services, now_ms: int) -> PurgeReport:
    """What a purge would delete at this time, held back or not; deletes nothing."""
    counts = [
        PurgeCount(part.table, *_site(part.site), 0, part.overdue, *part.left())
        for found in _found(services, now_ms)
        for part in found
    ]
    held_back = CLOCK if clock_jump(now_ms) else ""
    return PurgeReport(now_ms, now_ms, held_back, tuple(counts))


def purge(services: Services, now_ms: int, *, is_forced: bool = False) -> PurgeReport:
    """Delete what is overdue, tell the features, and give the report.

    Holds back what is surprising, unless forced. Stops between two batches when the service does;
    the next run tells what this one did.
    """
    _finish_cut_off(services)
    jumped = clock_jump(now_ms)
    is_held = bool(jumped) and not is_forced
    run: PurgeRun = PurgeRun.create(
        started_at=now_ms,
        is_forced=is_forced,
        held_back=CLOCK if is_held else "",
        jumped_ms=jumped if is_held else 0,
    )
    if not is_held:
        for found in _found(services, now_ms):
            rows = rows_of(found[0].rule)
            if is_surprising(found, rows) and not is_forced:
                overdue = sum(part.overdue for part in found)
                PurgeLine.create(run=run, table=found[0].table, overdue=overdue, rows=rows)
                continue
            for part in found:
                _delete(services, run, part)
        if services.is_stopping:
            return report_of(run)
    return _finish(services, run)


def report_of(run: PurgeRun) -> PurgeReport:
    """A stored run in the words of all features."""
    lines = PurgeLine.select(PurgeLine, Site).left_outer_join(Site).where(PurgeLine.run == run.id)
    counts = tuple(
        PurgeCount(
            line.table, *_site(line.site), line.deleted, line.overdue, line.rows, line.oldest_at
        )
        for line in lines.order_by(PurgeLine.id)
    )
    return PurgeReport(run.started_at, run.finished_at or 0, run.held_back, counts)


def last_run() -> PurgeRun | None:
    """The run that was made last, whatever the clock said."""
    found: PurgeRun | None = PurgeRun.select().order_by(PurgeRun.id.desc()).first()
    return found


def _found(services: Services, now_ms: int) -> Iterable[list[Part]]:
    """Parts in which something is overdue, rule by rule."""
    documents = all_documents()
    for rule in rules(services.features):
        found = [part for part in parts(rule, documents, now_ms) if part.overdue]
        if found:
            yield found


def _delete(services: Services, run: PurgeRun, part: Part) -> None:
    line: PurgeLine = PurgeLine.create(run=run, table=part.table, site=part.site)
    while not services.is_stopping:
        began = time.monotonic()
        with database.atomic():
            rule = part.rule
            deleted = delete_some(rule.table, part.is_overdue, BATCH, rule.forget)
            PurgeLine.update(deleted=PurgeLine.deleted + deleted).where(
                PurgeLine.id == line.id
            ).execute()
        if deleted < BATCH:
            break
        time.sleep((time.monotonic() - began) * REST)
    rows, oldest_at = part.left()
    PurgeLine.update(rows=rows, oldest_at=oldest_at).where(PurgeLine.id == line.id).execute()


def _finish_cut_off(services: Services) -> None:
    """Tell what runs did that were stopped or killed."""
    for run in PurgeRun.select().where(PurgeRun.finished_at.is_null()).order_by(PurgeRun.id):
        _finish(services, run)


def _finish(services: Services, run: PurgeRun) -> PurgeReport:
    run.finished_at = max(run.started_at, services.now_ms())
    report = report_of(run)
    for feature in services.features:
        if feature.after_purge is not None:
            feature.after_purge(services, report)
    # Last: a run whose features were not all told is told again.
    PurgeRun.update(finished_at=run.finished_at).where(PurgeRun.id == run.id).execute()
    return report


def _site(site: Site | None) -> tuple[int | None, str | None]:
    return (None, None) if site is None else (site.id, site.key)


def summary(report: PurgeReport) -> str:
    """One line for the list of jobs."""
    if report.held_back:
        return f"held back: {report.held_back}"
    deleted = sum(count.deleted for count in report.counts)
    overdue = sum(count.overdue for count in report.counts)
    return f"{deleted} rows deleted" + (f", {overdue} held back" if overdue else "")


JOB = Job("purge", DAY_S, lambda services, _, now_ms: summary(purge(services, now_ms)))
