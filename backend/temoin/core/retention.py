"""How long rows are kept and why, and what a purge did: the words that features share of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

Said = Mapping[str, str]  # one text for each language of the dashboard: `en`, `fr`
# From a site's document (its canonical JSON object) to days.
DaysOfSite = Callable[[Mapping[str, Any]], int]


@dataclass(frozen=True, slots=True)
class Retention:
    """How long rows of one table are kept, what they are in plain words, and why so long.

    A row is overdue when `column` is more than `keep` days ago; a row without a value there is
    not. `unit_ms` is what `column` counts in (1: ms, a day's length: days). Tables with a column
    `site_id` are purged site by site, with the period that the site's document gives. Without
    `keep` rows go with what they belong to (an account, a site). `is_personal` says whether the
    rows tell anything of a person. `forget` is given the keys of rows in the transaction that
    deletes them, for what is kept of them elsewhere.
    """

    table: type
    column: str
    keep: int | DaysOfSite | None
    what: Said
    reason: Said
    unit_ms: int = 1
    is_personal: bool = True
    forget: Callable[[Collection[Any]], object] | None = None

    @classmethod
    def kept(cls, table: type, what: Said, reason: Said) -> Retention:
        """Personal data without a period of its own: it goes with what it belongs to."""
        return cls(table, "", None, what, reason)

    @classmethod
    def none(cls, table: type, what: Said, reason: Said) -> Retention:
        """A table that tells nothing of any person, with the reason why not."""
        return cls(table, "", None, what, reason, is_personal=False)

    def days(self, document: Mapping[str, Any]) -> int | None:
        """The period under this document of a site; None without one."""
        return self.keep(document) if callable(self.keep) else self.keep


@dataclass(frozen=True, slots=True)
class PurgeCount:
    """One table, of one site where it is kept by site.

    `overdue` rows should have gone and were held back, of all `rows` that are left; `oldest_at` is
    the oldest of these (UTC ms).
    """

    table: str
    site_id: int | None
    site: str | None
    deleted: int
    overdue: int
    rows: int
    oldest_at: int | None


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """One run: times in UTC ms; `held_back` says why nothing at all was deleted, else it is empty.

    `counts` name the tables in which anything was overdue.
    """

    started_at: int
    finished_at: int
    held_back: str
    counts: tuple[PurgeCount, ...]


def days_of_months(months: int) -> int:
    """Never more than so many months, whatever their lengths, and however late in the day."""
    return months * 757 // 25  # the shortest 25 months have 758 days


def days_of_years(years: int) -> int:
    """Never less than so many years."""
    return years * 365 + years // 4 + 1
