"""What a purge took from a site is a leaf of the site's log (LOG-10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from temoin.core.canonical import canonical
from temoin.core.feature import LeafKind
from temoin.core.retention import PurgeReport
from temoin.ledger import references
from temoin.ledger.appending import append, new_leaf
from temoin.ledger.erasing import unlink
from temoin.ledger.models import LogLeaf
from temoin.retention.models import PurgeLine, PurgeRun
from temoin.sites.models import Site
from temoin.store.ambient import ambient
from temoin.store.base import database

KIND = "purge"


def log_purge(_services: object, report: PurgeReport) -> None:
    """Add a leaf for each site from which rows went, once for each run."""
    run = PurgeRun.get(PurgeRun.started_at == report.started_at)
    ref = references.of_number(run.id)
    with database.atomic():
        done = LogLeaf.select(LogLeaf.site).where((LogLeaf.kind == KIND) & (LogLeaf.ref == ref))
        logged = {leaf.site_id for leaf in done}
        said = _said(PurgeLine.select().where(PurgeLine.run == run.id))
        append(
            ambient(),
            [
                new_leaf(site_id, KIND, ref, statement)
                for (_, site_id), statement in said.items()
                if site_id not in logged
            ],
        )


def forget(run_ids: Collection[Any]) -> None:
    """Reports that are purged themselves: their leaves keep their place."""
    unlink(KIND, [references.of_number(one) for one in run_ids])


def statements(site_id: int, _site_key: str, refs: Sequence[bytes]) -> Mapping[bytes, bytes]:
    """What was committed to about these runs, as the tables have it now."""
    runs = [references.to_number(ref) for ref in refs]
    lines = PurgeLine.select().where(PurgeLine.run.in_(runs) & (PurgeLine.site == site_id))
    return {references.of_number(run): statement for (run, _), statement in _said(lines).items()}


def unlogged(site_id: int) -> int:
    """How many runs took rows from a site and have no leaf."""
    runs = (
        PurgeLine.select(PurgeLine.run)
        .join(PurgeRun)
        .where(
            (PurgeLine.site == site_id)
            & (PurgeLine.deleted > 0)
            & PurgeRun.finished_at.is_null(False)
        )
        .distinct()
    )
    refs = [references.of_number(line.run_id) for line in runs]
    logged = LogLeaf.select().where(
        (LogLeaf.site == site_id) & (LogLeaf.kind == KIND) & LogLeaf.ref.in_(refs)
    )
    return len(refs) - int(logged.count())


LEAVES = (LeafKind(KIND, statements, unlogged),)


def _said(lines: Any) -> dict[tuple[int, int], bytes]:
    """The statement of each run and site in which rows went."""
    deleted: dict[tuple[int, int], dict[str, int]] = {}
    for line in lines:
        if line.site_id is not None and line.deleted:
            of_site = deleted.setdefault((line.run_id, line.site_id), {})
            of_site[line.table] = of_site.get(line.table, 0) + line.deleted
    runs = {run for run, _ in deleted}
    at = {run.id: run.started_at for run in PurgeRun.select().where(PurgeRun.id.in_(runs))}
    keys = {site.id: site.key for site in Site.select().where(Site.id.in_({s for _, s in deleted}))}
    return {
        (run, site): canonical({"at": at[run], "deleted": tables, "kind": KIND, "site": keys[site]})
        for (run, site), tables in deleted.items()
    }
