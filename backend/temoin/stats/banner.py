"""What becomes of the banner: shown, answered, how, after how long, and by arm of an A/B test.

Counts only (`tally`), so nobody is followed: who sees the banner on two pages before answering is
shown to twice. Shares are therefore of showings, and comparisons of arms are fair all the same,
because every arm is counted alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import fn

from temoin.core.experiment import Interval, difference, share_of
from temoin.stats.period import Period
from temoin.stats.tables import TALLIES

ANSWERS = ("accept", "partial", "refuse")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts of one group: what happened to the banner there."""

    shown: int = 0
    opened: int = 0
    reopened: int = 0
    accept: int = 0
    partial: int = 0
    refuse: int = 0
    withdraw: int = 0

    @property
    def answered(self) -> int:
        """Answers of any kind."""
        return self.accept + self.partial + self.refuse

    @property
    def unanswered(self) -> int:
        """Showings without an answer on that page."""
        return max(0, self.shown - self.answered)

    def share(self, what: str) -> Interval | None:
        """Part of the showings that ended so, with its interval; None without any.

        An answer may come from the panel of a page that did not show the banner, so a group can
        have more answers than showings: those are all the showings there were then.
        """
        return share_of(min(getattr(self, what), self.shown), self.shown)


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of an A/B test.

    The lifts are how much more of its showings ended in an answer, and in an acceptance, than those
    of the document; None for the document itself and where nothing was shown.
    """

    key: str
    outcome: Outcome
    answered_lift: Interval | None
    accepted_lift: Interval | None


def by_day(site_id: int, period: Period) -> dict[int, Outcome]:
    """Outcomes of every day of the period, days without any included."""
    found = _grouped(TALLIES.day, site_id, period)
    return {day: found.get(day, Outcome()) for day in period.days}


def outcomes(column: str, site_id: int, period: Period, limit: int = 10) -> dict[str, Outcome]:
    """Outcomes by `layout`, `regime` or `page`, the most shown first."""
    found = _grouped(getattr(TALLIES, column), site_id, period)
    ordered = sorted(found.items(), key=lambda item: (-item[1].shown, item[0]))
    return dict(ordered[:limit])


def arms(site_id: int, period: Period, revision: int) -> list[Arm]:
    """The arms of the test that this revision runs, the document's own first."""
    found = _grouped(TALLIES.arm, site_id, period, TALLIES.revision == revision)
    own = found.get("", Outcome())
    rest = sorted((key, outcome) for key, outcome in found.items() if key)
    return [Arm("", own, None, None), *(_against(own, key, outcome) for key, outcome in rest)]


def waited(site_id: int, period: Period) -> dict[int, int]:
    """Answers by the longest time in seconds that they took."""
    rows = (
        TALLIES.select(TALLIES.waited_s, fn.SUM(TALLIES.count))
        .where(*_within(site_id, period), TALLIES.what.in_(ANSWERS), TALLIES.waited_s > 0)
        .group_by(TALLIES.waited_s)
        .order_by(TALLIES.waited_s)
        .tuples()
    )
    return {bound: int(count) for bound, count in rows}


def total(of: Iterable[Outcome]) -> Outcome:
    """The sum of outcomes."""
    sums: Counter[str] = Counter()
    for outcome in of:
        sums.update({name: getattr(outcome, name) for name in Outcome.__slots__})
    return Outcome(**sums)


def _against(own: Outcome, key: str, outcome: Outcome) -> Arm:
    return Arm(
        key,
        outcome,
        _lift(outcome.share("answered"), own.share("answered")),
        _lift(outcome.share("accept"), own.share("accept")),
    )


def _lift(one: Interval | None, other: Interval | None) -> Interval | None:
    return difference(one, other) if one and other else None


def _grouped(column: Any, site_id: int, period: Period, *conditions: Any) -> dict[Any, Outcome]:
    rows = (
        TALLIES.select(column, TALLIES.what, fn.SUM(TALLIES.count))
        .where(*_within(site_id, period), *conditions)
        .group_by(column, TALLIES.what)
        .tuples()
    )
    found: defaultdict[Any, dict[str, int]] = defaultdict(dict)
    for group, what, count in rows:
        found[group][what] = int(count)
    return {group: Outcome(**counts) for group, counts in found.items()}


def _within(site_id: int, period: Period) -> tuple[Any, ...]:
    return TALLIES.site_id == site_id, TALLIES.day.between(period.first, period.last)
