"""Which rows are overdue: the rules of all manifests, and the sites they are counted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from peewee import Expression, fn

from temoin.core.feature import Feature
from temoin.core.period import DAY_MS
from temoin.core.retention import Retention
from temoin.sites.models import Site
from temoin.sites.service import published_document


@dataclass(frozen=True)
class Part:
    """The rows of one rule, of one site where the table is kept by site; `days` is the period."""

    rule: Retention
    site: Site | None
    days: int
    now_ms: int

    @property
    def table(self) -> str:
        """The table's name."""
        return str(_meta(self.rule).table_name)

    @property
    def mine(self) -> Any:
        """All rows of this part."""
        if self.site is None:
            return self._column.is_null(False)
        return _meta(self.rule).fields["site"] == self.site.id

    @property
    def is_overdue(self) -> Any:
        """The rows of this part that have to go."""
        before = (self.now_ms - self.days * DAY_MS) // self.rule.unit_ms
        return self.mine & (self._column < before)

    @cached_property
    def overdue(self) -> int:
        """How many have to go."""
        return _count(self.rule, self.is_overdue)

    def left(self) -> tuple[int, int | None]:
        """How many rows there are now, and the time of the oldest (UTC ms)."""
        rows = self._model.select(fn.COUNT(1), fn.MIN(self._column)).where(self.mine)
        number, oldest = rows.tuples().get()
        return number, None if oldest is None else oldest * self.rule.unit_ms

    @property
    def _model(self) -> Any:
        return self.rule.table

    @property
    def _column(self) -> Any:
        return _meta(self.rule).fields[self.rule.column]


def rules(features: Iterable[Feature]) -> list[Retention]:
    """The periods of all manifests."""
    return [rule for feature in features for rule in feature.retention]


def parts(
    rule: Retention, documents: Mapping[Site, Mapping[str, Any]], now_ms: int
) -> Iterator[Part]:
    """The parts of a rule; none where rows have no period of their own."""
    if "site" not in _meta(rule).fields:
        if isinstance(rule.keep, int):
            yield Part(rule, None, rule.keep, now_ms)
        return
    for site, document in documents.items():
        days = rule.days(document)
        if days is not None:
            yield Part(rule, site, days, now_ms)


def all_documents() -> dict[Site, Mapping[str, Any]]:
    """What each site has published."""
    return {site: published_document(site).raw for site in Site.select().order_by(Site.id)}


def rows_of(rule: Retention) -> int:
    """How many rows a rule's table has."""
    return _count(rule, None)


def _count(rule: Retention, where: Expression | None) -> int:
    model: Any = rule.table
    chosen = model.select(fn.COUNT(1))
    number: int = (chosen if where is None else chosen.where(where)).scalar()
    return number


def _meta(rule: Retention) -> Any:
    return rule.table._meta  # type: ignore[attr-defined]
