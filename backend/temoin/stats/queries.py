"""The numbers, one named query for each card, on SQLite and PostgreSQL alike.

Days are UTC days since 1970, found by whole-number division of the time in milliseconds. Page views
and visitors exist only for people who allowed statistics: they are a part of all visits, and no
number here is blown up to guess at the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import SQL, Expression, fn

from temoin.core.consent import State
from temoin.core.period import DAY_MS
from temoin.stats.period import Period
from temoin.stats.tables import CONSENTS, EVENTS, LOADS

PAGE_VIEW = "pageview"


@dataclass(frozen=True, slots=True)
class Choices:
    """Decisions counted by state; somebody who changes their mind counts once for each."""

    given: int = 0
    partial: int = 0
    refused: int = 0
    withdrawn: int = 0

    @property
    def asked(self) -> int:
        """Answers to the banner's question: a withdrawal takes an earlier answer back."""
        return self.given + self.partial + self.refused

    def rate(self, state: str) -> float | None:
        """Part (0 to 1) of the answers that are in this state; None without any answer."""
        return getattr(self, state) / self.asked if self.asked else None

    def __add__(self, other: Choices) -> Choices:
        return Choices(*(getattr(self, s) + getattr(other, s) for s in State))


@dataclass(frozen=True, slots=True)
class Visits:
    """Page views and different visitors, of those who allowed statistics."""

    views: int = 0
    visitors: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: its name (None: not known), page views and visitors."""

    name: str | None
    views: int
    visitors: int


def choices_by_day(site_id: int, period: Period) -> dict[int, Choices]:
    """Decisions of every day of the period, days without any included."""
    return choices_of_sites([site_id], period)[site_id]


def choices_of_sites(site_ids: Sequence[int], period: Period) -> dict[int, dict[int, Choices]]:
    """The same for several sites, by site id."""
    day = (CONSENTS.at / DAY_MS).alias("day")
    rows = (
        CONSENTS.select(CONSENTS.site_id, day, CONSENTS.state, _count())
        .where(CONSENTS.site_id.in_(site_ids), *_within(CONSENTS, period))
        .group_by(CONSENTS.site_id, SQL("day"), CONSENTS.state)
        .tuples()
    )
    found = {site_id: dict.fromkeys(period.days, Choices()) for site_id in site_ids}
    for site_id, number, state, count in rows:
        found[site_id][number] += Choices(**{state: count})
    return found


def visits_by_day(site_id: int, period: Period) -> dict[int, Visits]:
    """Page views and visitors of every day of the period, days without any included."""
    return visits_of_sites([site_id], period)[site_id]


def visits_of_sites(site_ids: Sequence[int], period: Period) -> dict[int, dict[int, Visits]]:
    """The same for several sites, by site id."""
    day = (EVENTS.at / DAY_MS).alias("day")
    rows = (
        EVENTS.select(EVENTS.site_id, day, _count(), _visitors())
        .where(EVENTS.site_id.in_(site_ids), EVENTS.name == PAGE_VIEW, *_within(EVENTS, period))
        .group_by(EVENTS.site_id, SQL("day"))
        .tuples()
    )
    found = {site_id: dict.fromkeys(period.days, Visits()) for site_id in site_ids}
    for site_id, number, views, visitors in rows:
        found[site_id][number] = Visits(views, visitors)
    return found


def visits_in(site_id: int, period: Period) -> Visits:
    """Page views and visitors of the whole period; a visitor of two days counts once."""
    rows = EVENTS.select(_count(), _visitors()).where(*_views(site_id, period)).tuples()
    return Visits(*next(iter(rows)))


def loads_by_day(site_id: int, period: Period) -> dict[int, int]:
    """How often the site's pages asked for the snippet on each day of the period."""
    rows = (
        LOADS.select(LOADS.day, LOADS.loads)
        .where(LOADS.site_id == site_id, LOADS.day.between(period.first, period.last))
        .tuples()
    )
    return {**dict.fromkeys(period.days, 0), **dict(rows)}


def unanswered(loads: Iterable[int], choices: Iterable[Choices]) -> int | None:
    """At most how many loads of the snippet ended without an answer; None when not known.

    Before a choice nothing identifies a browser and nothing is sent but the request for the
    snippet, so this is loads minus answers. Visitors who had answered earlier are among the loads:
    the true number is lower. None when there are fewer loads than answers, as on sites whose pages
    send no referrer.
    """
    left = sum(loads) - sum(each.asked for each in choices)
    return left if left >= 0 else None


def top_pages(site_id: int, period: Period, limit: int = 10) -> list[Row]:
    """Paths seen most."""
    return _top(EVENTS.page, site_id, period, limit)


def countries(site_id: int, period: Period, limit: int = 250) -> list[Row]:
    """Countries by ISO 3166-1 code, None where the address told nothing."""
    return _top(EVENTS.country, site_id, period, limit)


def referrers(site_id: int, period: Period, limit: int = 10) -> list[Row]:
    """Hosts that visitors came from; None: typed in, from a bookmark, or from the site itself."""
    return _top(EVENTS.referrer, site_id, period, limit)


def devices(site_id: int, period: Period) -> list[Row]:
    """Kinds of device: desktop, phone, tablet."""
    return _top(EVENTS.device, site_id, period, 5)


def browsers(site_id: int, period: Period, limit: int = 6) -> list[Row]:
    """Families of browsers."""
    return _top(EVENTS.browser, site_id, period, limit)


def _top(column: Any, site_id: int, period: Period, limit: int) -> list[Row]:
    views = _count().alias("views")
    rows = (
        EVENTS.select(column, views, _visitors())
        .where(*_views(site_id, period))
        .group_by(column)
        .order_by(SQL("views").desc(), column)
        .limit(limit)
        .tuples()
    )
    return [Row(*row) for row in rows]


def _views(site_id: int, period: Period) -> tuple[Expression, ...]:
    return (EVENTS.site_id == site_id, EVENTS.name == PAGE_VIEW, *_within(EVENTS, period))


def _within(table: Any, period: Period) -> tuple[Expression, ...]:
    return (table.at >= period.start_ms, table.at < period.end_ms)


def _count() -> Any:
    return fn.COUNT(SQL("*"))


def _visitors() -> Any:
    """A browser without a visitor identifier is known by the consent record it acts on."""
    return fn.COUNT(fn.COALESCE(EVENTS.visitor, EVENTS.record).distinct())
