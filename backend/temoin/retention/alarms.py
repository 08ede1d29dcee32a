"""What the dashboard says when a purge waits for somebody."""

from __future__ import annotations

from temoin.core.feature import Alarm
from temoin.retention.models import PurgeLine
from temoin.retention.purging import last_run
from temoin.web.services import Services


def alarms(services: Services) -> tuple[Alarm, ...]:
    """Alarms of the last run, none when it did all it had to."""
    del services
    run = last_run()
    if run is None:
        return ()
    if run.held_back:
        return (Alarm("retention.alarm.clock", {"days": run.jumped_ms // 86_400_000}),)
    held = PurgeLine.select().where(PurgeLine.run == run.id, PurgeLine.overdue > 0)
    return tuple(
        Alarm(
            "retention.alarm.share",
            {"table": line.table, "overdue": line.overdue, "rows": line.rows},
        )
        for line in held.order_by(PurgeLine.id)
    )
