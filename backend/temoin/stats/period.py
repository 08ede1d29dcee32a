"""The days that a report covers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from temoin.core.errors import InvalidInput
from temoin.core.period import DAY_MS

PRESETS = {"today": 1, "7": 7, "30": 30, "90": 90}
DEFAULT = "30"
MAX_DAYS = 400
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in UTC, both ends included, as days since 1970; `name` is that of a preset."""

    first: int
    last: int
    name: str = ""

    @property
    def days(self) -> range:
        """All days, in order."""
        return range(self.first, self.last + 1)

    @property
    def start_ms(self) -> int:
        """First millisecond."""
        return self.first * DAY_MS

    @property
    def end_ms(self) -> int:
        """First millisecond after the period."""
        return (self.last + 1) * DAY_MS

    @property
    def previous(self) -> Period:
        """The same number of days right before."""
        return Period(self.first - len(self.days), self.first - 1)


def day_of(number: int) -> date:
    """The calendar day of days since 1970."""
    return _EPOCH + timedelta(days=number)


def last_days(count: int, now_ms: int, name: str = "") -> Period:
    """The last `count` days, today included."""
    today = now_ms // DAY_MS
    return Period(today - count + 1, today, name)


def parse_period(preset: str | None, start: str | None, end: str | None, now_ms: int) -> Period:
    """The period of `?period=` or `?from=&to=` (YYYY-MM-DD); the last 30 days by default.

    Raises InvalidInput naming the field for a day that is none, an order that is wrong and for
    more than 400 days.
    """
    if start or end:
        last = _day("to", end) if end else now_ms // DAY_MS
        first = _day("from", start) if start else last - PRESETS[DEFAULT] + 1
        if not 0 <= last - first < MAX_DAYS:
            raise InvalidInput("no such period", {"from": [f"1 to {MAX_DAYS} days before `to`"]})
        return Period(first, last)
    name = preset or DEFAULT
    if name not in PRESETS:
        raise InvalidInput("no such period", {"period": [f"one of {', '.join(PRESETS)}"]})
    return last_days(PRESETS[name], now_ms, name)


def _day(field: str, text: str) -> int:
    try:
        parsed = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise InvalidInput("no such day", {field: ["write a day as YYYY-MM-DD"]}) from error
    return (parsed - _EPOCH).days
