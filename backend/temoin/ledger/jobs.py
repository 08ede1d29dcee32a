"""What the log does by itself: sign what was added, thin old heads, check everything at night."""

from __future__ import annotations

from typing import Any

from temoin.core.errors import Unavailable
from temoin.core.feature import Job
from temoin.core.period import DAY_MS
from temoin.ledger.auditing import audit
from temoin.ledger.models import LogHead, SiteLog
from temoin.ledger.signing import Logs
from temoin.web.services import Services

HOUR_MS = 3_600_000


def sign_heads(services: Services, _sites: object, _now_ms: int) -> str | None:
    """Sign a head for each log that has grown. A log that cannot be signed stops no other."""
    logs, signed, stopped = Logs(services), 0, 0
    grown = SiteLog.select().where((SiteLog.size > SiteLog.signed_size) & SiteLog.alarm.is_null())
    for log in grown:
        if services.is_stopping:
            break
        try:
            logs.sign(log.site_id)
            signed += 1
        except Unavailable:
            stopped += 1
    services.metrics.stopped_logs.set(SiteLog.select().where(SiteLog.alarm.is_null(False)).count())
    if stopped:
        raise Unavailable(f"{stopped} logs could not be signed", hint="see `temoin log list`")
    return f"{signed} signed" if signed else None


def thin_heads(_services: Services, _sites: object, now_ms: int) -> str | None:
    """Keep the last head of each hour of the last two days, and of each day before (LOG-08)."""
    thinned = 0
    for log in SiteLog.select():
        kept: dict[tuple[str, int], int] = {}
        rows: Any = (
            LogHead.select(LogHead.size, LogHead.signed_at)
            .where((LogHead.site == log.site_id) & (LogHead.signed_at < now_ms - HOUR_MS))
            .order_by(LogHead.size)
            .tuples()
        )
        sizes = []
        for size, at in rows:
            is_old = at < now_ms - 2 * DAY_MS
            kept["day" if is_old else "hour", at // (DAY_MS if is_old else HOUR_MS)] = size
            sizes.append(size)
        stale = sorted(set(sizes) - set(kept.values()) - {log.signed_size})
        for start in range(0, len(stale), 500):
            some = stale[start : start + 500]
            thinned += (
                LogHead.delete()
                .where((LogHead.site == log.site_id) & LogHead.size.in_(some))
                .execute()
            )
    return f"{thinned} heads thinned" if thinned else None


def audit_logs(services: Services, _sites: object, now_ms: int) -> str | None:
    """Hold every log against the tables; what is wrong stands on its page and in the metrics."""
    wrong = 0
    for log in SiteLog.select():
        if services.is_stopping:
            break
        wrong += bool(audit(log, services, now_ms).problems != "[]")
    services.metrics.broken_logs.set(wrong)
    return f"{wrong} logs do not hold" if wrong else "all logs hold"


JOBS = (
    Job("sign-heads", 5, sign_heads),
    Job("thin-heads", 3600, thin_heads),
    Job("audit-logs", 86_400, audit_logs),
)
