"""A log never contradicts a head it signed; what was changed behind its back is found."""

from __future__ import annotations

import json

import pytest

from temoin.consent.models import ConsentRecord
from temoin.consent.statement import KIND
from temoin.core.period import DAY_MS
from temoin.ledger.alarms import alarms
from temoin.ledger.auditing import audit
from temoin.ledger.erasing import unlink
from temoin.ledger.jobs import audit_logs, sign_heads, thin_heads
from temoin.ledger.models import LogHead, LogLeaf, SiteLog
from temoin.ledger.restarting import restart_log
from temoin.ledger.signing import Logs, LogStopped
from temoin.sites.models import Site
from temoin.store.base import database
from temoin.web.services import Services
from tests.feature.conftest import Clock
from tests.feature.ledger.conftest import Choose
from tests.feature.ledger.filling import fill


def problems(log: SiteLog, services: Services) -> list[str]:
    found: list[str] = json.loads(audit(SiteLog.get_by_id(log.site_id), services, 1).problems)
    return found


def test_a_log_holds(choose: Choose, log: SiteLog, logs: Logs, services: Services) -> None:
    """R11: nothing is found where nothing was touched, also over finished tiles."""
    for _ in range(3):
        choose()
    logs.sign(log.site_id)
    assert problems(log, services) == []
    assert audit_logs(services, None, 1) == "all logs hold"


def test_what_was_erased_is_told_from_what_was_taken(
    choose: Choose, log: SiteLog, logs: Logs, services: Services
) -> None:
    """LOG-04, DSAR-04: value, salt and reference go; place and old proofs stay and hold."""
    choose()
    logs.sign(log.site_id)
    record = ConsentRecord.get()
    with database.atomic():
        record.delete_instance()
        assert unlink(KIND, [bytes(record.id)]) == 1
    result = audit(SiteLog.get_by_id(log.site_id), services, 1)
    assert (json.loads(result.problems), result.leaves, result.erased) == ([], 2, 1)
    leaf = LogLeaf.get(LogLeaf.kind == KIND)
    assert (leaf.salt, leaf.ref) == (None, None)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update consent_record set state = 'refused'", "was changed"),
        ("update consent_record set page = page || '?'", "was changed"),
        ("delete from consent_record", "is gone"),
        ("update log_leaf set commitment = salt where kind = 'consent'", "was changed"),
        ("delete from log_leaf where kind = 'consent'", "missing"),
        ("delete from log_leaf where position = 0", "missing"),
        ("update site_revision set document = '{}'", "is gone"),
        ("update site_revision set published_at = 1", "was changed"),
        ("update log_leaf set kind = 'other' where kind = 'consent'", "nobody knows"),
        ("update log_head set root = (select commitment from log_leaf limit 1)", "head over"),
        ("update log_head set note = ''", "head over"),
    ],
)
def test_changes_in_the_tables_are_found(
    choose: Choose, log: SiteLog, logs: Logs, services: Services, statement: str, said: str
) -> None:
    """R11: a record edited, taken out, put elsewhere; a revision or a head rewritten."""
    choose()
    logs.sign(log.site_id)
    database.execute_sql(statement)
    assert any(said in line for line in problems(log, services)), problems(log, services)


def test_a_record_without_a_leaf_is_found(choose: Choose, log: SiteLog, services: Services) -> None:
    """LOG-11: tree size and record count agree."""
    choose()
    LogLeaf.update(ref=b"other").where(LogLeaf.kind == KIND).execute()
    assert any("are not in the log" in line for line in problems(log, services))


def test_a_restored_backup_stops_signing(
    choose: Choose, log: SiteLog, logs: Logs, services: Services
) -> None:
    """LOG-07: the head remembered beside the database knows of leaves that are gone."""
    choose()
    logs.sign(log.site_id)
    choose()
    logs.sign(log.site_id)
    gone = LogLeaf.select().where(LogLeaf.position == 2)
    ConsentRecord.delete().where(
        ConsentRecord.id.in_([bytes(leaf.ref or b"") for leaf in gone])
    ).execute()
    LogLeaf.delete().where(LogLeaf.position == 2).execute()
    LogHead.delete().where(LogHead.size == 3).execute()
    SiteLog.update(size=2, signed_size=2).execute()
    choose()  # the log grows again, with another leaf where one was signed for
    with pytest.raises(LogStopped, match="changed"):
        logs.sign(log.site_id)
    assert SiteLog.get().alarm == "changed"
    choose()
    with pytest.raises(LogStopped):
        logs.sign(log.site_id)
    assert LogHead.select().where(LogHead.size > 2).count() == 0


def test_a_shorter_log_stops_signing(choose: Choose, log: SiteLog, logs: Logs) -> None:
    """LOG-07."""
    choose()
    logs.sign(log.site_id)
    LogLeaf.delete().where(LogLeaf.position == 1).execute()
    LogHead.delete().execute()
    SiteLog.update(size=1, signed_size=0).execute()
    with pytest.raises(LogStopped, match="shorter"):
        logs.sign(log.site_id)


def test_a_log_goes_on_under_another_name(
    choose: Choose, log: SiteLog, logs: Logs, services: Services
) -> None:
    """LOG-07: after the operator decided; no head contradicts one of the log that ended."""
    choose()
    logs.sign(log.site_id)
    SiteLog.update(alarm="changed").execute()
    origin = restart_log(SiteLog.get(), services)
    assert origin == f"consent.example/log/{log.name}/2"
    assert logs.sign(log.site_id).note.startswith(origin + "\n2\n")


def test_one_stopped_log_stops_no_other(
    choose: Choose, log: SiteLog, site: Site, services: Services
) -> None:
    """R11: the job signs what it can, and says that something is wrong."""
    choose()
    assert sign_heads(services, None, 1) == "1 signed"
    assert sign_heads(services, None, 1) is None


def test_the_dashboard_says_what_needs_somebody(
    choose: Choose, log: SiteLog, logs: Logs, services: Services
) -> None:
    """LOG-07, R11: a stopped log, and one that did not hold; nothing while all is well."""
    choose()
    logs.sign(log.site_id)
    assert problems(log, services) == []
    assert alarms(services) == ()
    ConsentRecord.update(state="refused").execute()
    assert problems(log, services)
    SiteLog.update(alarm="changed").execute()
    keys = [alarm.key for alarm in alarms(services)]
    assert keys == ["ledger.alarm.stopped", "ledger.alarm.broken"]


def test_heads_are_kept_by_the_hour_then_by_the_day(
    log: SiteLog, logs: Logs, services: Services, site: Site, clock: Clock
) -> None:
    """LOG-08: the last of each, so that every day's log stays signed for."""
    for _ in range(6):
        fill(services, site, 1)
        logs.sign(log.site_id)
        clock.advance(900)
    clock.advance(5 * DAY_MS / 1000)
    fill(services, site, 1)
    logs.sign(log.site_id)
    before = LogHead.select().count()
    thin_heads(services, None, clock())
    assert before == 7
    assert LogHead.select().count() in (2, 3)  # one or two days, and the newest
    assert LogHead.select().order_by(LogHead.size.desc()).get().size == 8
