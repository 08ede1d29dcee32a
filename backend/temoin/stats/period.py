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
        period = parse_days(start, end, now_ms)
        if not start:
            period = Period(period.last - PRESETS[DEFAULT] + 1, period.last)
        if len(period.days) > MAX_DAYS:
            raise InvalidInput("too long a period", {"from": [f"at most {MAX_DAYS} days"]})
        return period
    name = preset or DEFAULT
    if name not in PRESETS:
        raise InvalidInput("no such period", {"period": [f"one of {', '.join(PRESETS)}"]})
    return last_days(PRESETS[name], now_ms, name)


def parse_days(start: str | None, end: str | None, now_ms: int) -> Period:
    """All days from `start` (else 1970) to `end` (else today), however many.

    Raises InvalidInput naming the field.
    """
    last = _day("to", end) if end else now_ms // DAY_MS
    first = _day("from", start) if start else 0
    if first > last:
        raise InvalidInput("no such period", {"from": ["not after `to`"]})
    return Period(first, last)


def _day(field: str, text: str) -> int:
    try:
        parsed = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise InvalidInput("no such day", {field: ["write a day as YYYY-MM-DD"]}) from error
    return (parsed - _EPOCH).days
