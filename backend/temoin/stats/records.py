"""Consent records for people to look at: filtered, newest first, page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from peewee import Expression, Value, fn

from temoin.core import ids, text
from temoin.core.consent import Source, State
from temoin.core.errors import InvalidInput
from temoin.sites.purpose import PURPOSE_KEY
from temoin.stats.period import Period
from temoin.stats.tables import CONSENTS, RECORD

PAGE_SIZE = 50
MAX_PAGE_SIZE = 500
REFUSED = "refused"
ANSWERS = ("granted", REFUSED)


@dataclass(frozen=True, slots=True)
class Record:
    """One decision as shown; `at` in UTC ms, `granted` the keys of the purposes allowed.

    `refused_vendors` are the keys of recipients that were refused although their purpose was not.
    """

    id: str
    at: int
    state: str
    action: str
    granted: tuple[str, ...]
    refused_vendors: tuple[str, ...]
    source: str
    page: str
    language: str
    revision: int
    country: str | None
    regime: str | None


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; an empty field asks for nothing.

    `page` is the beginning of an address; `answer` is what was chosen for `purpose`, granted if
    that is not said.
    """

    period: Period | None = None
    state: str = ""
    source: str = ""
    language: str = ""
    record: str = ""
    page: str = ""
    purpose: str = ""
    answer: str = ""

    def __post_init__(self) -> None:
        """Raises InvalidInput naming the field for a word that does not exist."""
        for field, value, known in (
            ("state", self.state, [state.value for state in State]),
            ("source", self.source, [source.value for source in Source]),
            ("answer", self.answer, ANSWERS),
        ):
            if value and value not in known:
                raise InvalidInput(f"no such {field}", {field: [f"one of {', '.join(known)}"]})
        if self.language and text.language_tag(self.language) != self.language:
            raise InvalidInput("no such language", {"language": ["a tag such as fr or pt-br"]})
        if self.record and ids.from_text(self.record) is None:
            raise InvalidInput("no such record", {"record": ["36 characters"]})
        if self.purpose and not PURPOSE_KEY.match(self.purpose):
            raise InvalidInput("no such purpose", {"purpose": ["the key of a purpose"]})
        if not text.is_storable(self.page):
            raise InvalidInput("no such page", {"page": ["an address"]})


def records(
    site_id: int, wanted: Filter, after: str = "", limit: int = PAGE_SIZE
) -> tuple[list[Record], str | None]:
    """One page of records, and where the next one starts (None at the end).

    `after` is the id of the last record seen. Raises InvalidInput for any other text.
    """
    query = (
        CONSENTS.select(*(getattr(CONSENTS, name) for name in (*RECORD, "country", "regime")))
        .where(*_conditions(site_id, wanted, after))
        .order_by(CONSENTS.at.desc(), CONSENTS.id.desc())
        .limit(limit + 1)
    )
    found = [_record(row) for row in query.tuples()]
    page = found[:limit]
    return page, (page[-1].id if len(found) > limit else None)


def all_records(site_id: int, wanted: Filter) -> Iterator[Record]:
    """Every record that fits, read page by page, so that an export holds no table in memory."""
    after: str | None = ""
    while after is not None:
        page, after = records(site_id, wanted, after, MAX_PAGE_SIZE)
        yield from page


def count_by_revision(site_id: int) -> dict[int, int]:
    """How many records point to each revision; one that has none is left out."""
    query = (
        CONSENTS.select(CONSENTS.revision, fn.COUNT(CONSENTS.id))
        .where(CONSENTS.site_id == site_id)
        .group_by(CONSENTS.revision)
    )
    return dict(query.tuples())


def _conditions(site_id: int, wanted: Filter, after: str) -> list[Expression]:
    conditions = [CONSENTS.site_id == site_id]
    if wanted.period:
        conditions += [
            CONSENTS.at >= wanted.period.start_ms,
            CONSENTS.at < wanted.period.end_ms,
        ]
    for column in ("state", "source", "language"):
        if getattr(wanted, column):
            conditions.append(getattr(CONSENTS, column) == getattr(wanted, column))
    if wanted.record:
        conditions.append(CONSENTS.id == ids.from_text(wanted.record))
    if wanted.page:
        conditions.append(CONSENTS.page.startswith(wanted.page))
    if wanted.purpose:
        among = Value(" ").concat(CONSENTS.granted).concat(" ")
        is_granted = among.contains(f" {wanted.purpose} ")
        conditions.append(~is_granted if wanted.answer == REFUSED else is_granted)
    if after:
        conditions.append(_below(after))
    return conditions


def _below(after: str) -> Expression:
    last = ids.from_text(after)
    if last is None:
        raise InvalidInput("no such place", {"after": ["the id of a record"]})
    at = int.from_bytes(last[:6], "big")  # a time-ordered id begins with its time
    below: Expression = (CONSENTS.at < at) | ((CONSENTS.at == at) & (CONSENTS.id < last))
    return below


def _record(row: tuple[Any, ...]) -> Record:
    number, at, state, action, granted, vendors, *rest = row
    refused = tuple(
        name for name, is_allowed in json.loads(vendors or "{}").items() if not is_allowed
    )
    return Record(
        ids.to_text(bytes(number)), at, state, action, tuple(granted.split()), refused, *rest
    )
