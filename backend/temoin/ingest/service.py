"""Storing events: steps, then one batch with everybody who waits."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from temoin.adapters import clock
from temoin.core import ids, text
from temoin.core.errors import Conflict, InvalidInput, TemoinError
from temoin.core.origin import host_of
from temoin.core.useragent import classify
from temoin.ingest.schemas import MAX_NUMBER, EventBody
from temoin.ingest.steps import Candidate, DropReason, Page, Tools, page_of, run
from temoin.sites.published import PublishedSite, PublishedSites
from temoin.store.transaction import Row, Transaction, find_keys, find_values
from temoin.web.body import digest
from temoin.web.door import Facts
from temoin.web.services import Services

COLUMNS = (
    "id", "site_id", "key", "digest", "at", "name", "page", "referrer", "country", "browser",
    "system", "device", "visitor", "record", "props",
)  # fmt: skip
ENCODER = msgspec.json.Encoder()
# Measurement may fill half of the queue, so that proofs are never shed for it (R5).
QUEUE_SHARE = 0.5
Drops = Counter[DropReason]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows to write and what was dropped before."""

    rows: list[Row]
    dropped: Drops


class Collector:
    """Turns events into rows of one process."""

    def __init__(self, services: Services, sites: PublishedSites) -> None:
        self._services = services
        self._sites = sites
        self._tools = Tools(services.derived_secret("grant"), services.geography)
        self._visitor_secret = services.derived_secret("visitor")
        classify("")  # loads its patterns now: a tenth of a second that no request should wait for

    def site_for(self, events: Sequence[EventBody], origin: str | None) -> PublishedSite:
        """The one site of all events, if this origin may send for it.

        Raises InvalidInput, NotFound or Forbidden.
        """
        key = events[0].site
        if any(event.site != key for event in events):
            raise InvalidInput("the body is not valid", {"site": ["one site for all events"]})
        return self._sites.for_sender(key, origin)

    def prepare(self, events: Sequence[EventBody], site: PublishedSite, facts: Facts) -> Prepared:
        """Rows of the events that passed all steps. Raises InvalidInput naming the field."""
        now = self._services.now_ms()
        prepared = Prepared([], Counter())
        for number, body in enumerate(events):
            key, page = _checked(body, number if len(events) > 1 else None)
            candidate = Candidate(body, key, page, site, facts, now)
            reason = run(candidate, self._tools)
            if reason is None:
                prepared.rows.append(self._row(candidate))
            else:
                prepared.dropped[reason] += 1
        return prepared

    def answer(
        self, prepared: Prepared, outcomes: Sequence[DropReason | None]
    ) -> tuple[int, bytes]:
        """202 with what was stored and dropped. Raises Conflict for a single conflicting event."""
        dropped, stored = prepared.dropped, outcomes.count(None)
        if stored < len(outcomes):
            dropped.update(outcome for outcome in outcomes if outcome is not None)
            if dropped == {DropReason.CONFLICT: 1} and not stored:
                raise Conflict("this key was used for another event")
        metrics = self._services.metrics
        metrics.events_stored.inc(stored)
        for reason, count in dropped.items():
            metrics.events_dropped.labels(reason.value).inc(count)
        return 202, ENCODER.encode({"stored": stored, "dropped": dropped})

    def _row(self, event: Candidate) -> Row:
        body, agent, held = event.body, event.agent, event.grant
        if agent is None or held is None:
            raise AssertionError("an event that passed all steps has an agent class and a grant")
        return (
            clock.new_id(event.now_ms), event.site.id, event.key, digest(body),
            event.now_ms, body.name, event.page.path, self._referrer(body, event.site),
            event.country, agent.browser[:40], agent.system[:40], agent.device,
            self._visitor(body, event.site), held.record_id,
            ENCODER.encode(body.props).decode() if body.props else None,
        )  # fmt: skip

    def _visitor(self, body: EventBody, site: PublishedSite) -> bytes | None:
        """A keyed hash that differs between sites for the same browser (AUD-03)."""
        if body.visitor is None:
            return None
        message = f"{site.key}\x1f{body.visitor}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(message, key=self._visitor_secret, digest_size=16).digest()

    @staticmethod
    def _referrer(body: EventBody, site: PublishedSite) -> str | None:
        """The host one came from; the site's own pages are no referrer."""
        host = host_of(body.referrer) if body.referrer else None
        return None if host is None or f"https://{host}" in site.origins else host


def write_events(
    transaction: Transaction, batches: Sequence[Sequence[Row]]
) -> list[list[DropReason | None] | TemoinError]:
    """Insert what is new and still allowed; one list of outcomes for each request.

    Whether a grant was replaced is asked here, in the transaction that writes, so that no event
    slips in after a withdrawal was acknowledged.
    """
    rows = [row for batch in batches for row in batch]
    replaced = find_values(transaction, "consent_record", "previous", {row[13] for row in rows})
    allowed = [row for row in rows if row[13] not in replaced] if replaced else rows
    stored = transaction.insert_new("event", COLUMNS, allowed) if allowed else 0
    if stored == len(rows):
        return [[None] * len(batch) for batch in batches]
    keys = [(row[1], row[2]) for row in rows]
    kept = {
        (site_id, key): (event_id, kept_digest)
        for site_id, key, event_id, kept_digest in find_keys(
            transaction, "event", ("id", "digest"), keys
        )
    }
    return [[_fate(row, kept) for row in batch] for batch in batches]


def _fate(row: Row, kept: dict[tuple[int, bytes], tuple[bytes, bytes]]) -> DropReason | None:
    """Why a row was not stored, judged by the event that has its key; None if it was."""
    found = kept.get((row[1], row[2]))
    if found is None:
        return DropReason.WITHDRAWN
    event_id, kept_digest = found
    if event_id == row[0]:
        return None
    return DropReason.DUPLICATE if kept_digest == row[3] else DropReason.CONFLICT


def _checked(body: EventBody, number: int | None) -> tuple[bytes, Page]:
    """What types cannot say: key and page of an event. Raises InvalidInput naming the field."""
    key, page = ids.from_text(body.key), page_of(body.url)
    if key is None:
        raise _invalid("key", number, "a UUID made for this event")
    if page is None:
        raise _invalid("url", number, "the address of the page, http or https")
    if not text.is_storable(body.name):
        raise _invalid("name", number, "unreadable text")
    if body.referrer and not text.is_storable(body.referrer):
        raise _invalid("referrer", number, "unreadable text")
    if body.props and not all(_is_plain(name, value) for name, value in body.props.items()):
        raise _invalid("props", number, "unreadable or too large")
    return key, page


def _invalid(field: str, number: int | None, message: str) -> InvalidInput:
    path = field if number is None else f"{number}.{field}"
    return InvalidInput("the body is not valid", {path: [message]})


def _is_plain(name: str, value: str | int | float | bool) -> bool:
    if isinstance(value, str):
        return text.is_storable(name) and text.is_storable(value)
    return text.is_storable(name) and abs(value) <= MAX_NUMBER
