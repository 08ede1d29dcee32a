"""What the dashboard says when a log needs a person."""

from __future__ import annotations

from peewee import fn

from temoin.core.feature import Alarm
from temoin.ledger.models import LogAudit, SiteLog
from temoin.web.services import Services


def alarms(services: Services) -> tuple[Alarm, ...]:
    """Logs that sign no more, and logs that did not hold when they were last checked."""
    del services
    stopped = SiteLog.select().where(SiteLog.alarm.is_null(False)).order_by(SiteLog.name)
    newest = LogAudit.select(fn.MAX(LogAudit.id)).group_by(LogAudit.site)
    broken = (
        SiteLog.select()
        .join(LogAudit, on=(LogAudit.site == SiteLog.site))
        .where(LogAudit.id.in_(newest) & (LogAudit.problems != "[]"))
        .order_by(SiteLog.name)
    )
    return (
        *(Alarm("ledger.alarm.stopped", {"log": log.name}) for log in stopped),
        *(Alarm("ledger.alarm.broken", {"log": log.name}) for log in broken),
    )
