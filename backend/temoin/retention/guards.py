"""When a purge holds back: the clock or the number of rows says that something is wrong (R10).

A purge cannot be undone. A service that was off for a weekend looks like a clock that jumped; so a
purge waits one day and goes on when the clock has gone on as usual. After a jump of more than 30
days it waits for somebody.
"""

from __future__ import annotations

from temoin.core.period import DAY_MS
from temoin.retention.models import PurgeRun
from temoin.retention.overdue import Part

MAX_GAP_MS = 2 * DAY_MS
MAX_WAITED_OUT_MS = 30 * DAY_MS
MAX_SHARE = 0.2
FEW_ROWS = 1000  # a share of fewer says nothing
LONG_DAYS = 90  # what is kept for days only goes by halves every day


def clock_jump(now_ms: int) -> int:
    """By how many ms the clock moved, if that holds a purge back, else 0."""
    before = PurgeRun.select().where(PurgeRun.started_at <= now_ms)
    last: PurgeRun | None = before.order_by(PurgeRun.started_at.desc(), PurgeRun.id.desc()).first()
    if last is None:
        return 0
    gap: int = now_ms - last.started_at
    if gap > MAX_GAP_MS:
        return gap
    jumped: int = last.jumped_ms if last.held_back else 0
    return jumped if jumped > MAX_WAITED_OUT_MS else 0


def is_surprising(found: list[Part], rows: int) -> bool:
    """Whether more of a table of so many rows is overdue than a day explains."""
    if rows <= FEW_ROWS or min(part.days for part in found) < LONG_DAYS:
        return False
    return sum(part.overdue for part in found) > MAX_SHARE * rows
