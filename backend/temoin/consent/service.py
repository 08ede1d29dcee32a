"""Recording a choice: the decision is checked, written with everybody who waits, then answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import msgspec

from temoin.adapters import clock
from temoin.adapters.geo import country_of
from temoin.consent import shown, statement
from temoin.consent.deciding import decide
from temoin.consent.schemas import ConsentBody
from temoin.core import grant, ids, text
from temoin.core.consent import STATISTICS, State
from temoin.core.errors import Conflict, InvalidInput, TemoinError
from temoin.core.origin import page_address
from temoin.core.period import DAY_S
from temoin.ledger.appending import Leaf, append, new_leaf
from temoin.sites.published import PublishedSite, PublishedSites
from temoin.sites.regimes import days_of, regime_at
from temoin.store.transaction import Row, Transaction, find_keys
from temoin.web.body import digest
from temoin.web.door import Facts
from temoin.web.services import Services

ENCODER = msgspec.json.Encoder()
Value = TypeVar("Value")
COLUMNS = (
    "id", "site_id", "key", "digest", "at", "revision", "action", "state", "granted", "vendors",
    "language", "source", "page", "country", "previous", "regime", "arm", "words",
)  # fmt: skip


class Pending(NamedTuple):
    """A record to write with its leaf in the log, and the words shown if they are new."""

    row: Row
    leaf: Leaf
    words: Row | None


class Stored(NamedTuple):
    """What is on disk for a key: a new record, or the one an earlier try made."""

    id: bytes
    at: int
    granted: tuple[str, ...]
    regime: str | None
    is_new: bool


class Recorder:
    """Turns choices into records of one process."""

    def __init__(self, services: Services, sites: PublishedSites) -> None:
        self._services = services
        self._sites = sites
        self._secret = services.derived_secret("grant")
        self._receipts = f"{services.settings.base_url}/r/"
        self._words = shown.Words(services)
        self._counters = {s.value: services.metrics.records.labels(s.value) for s in State}

    def prepare(self, body: ConsentBody, site: PublishedSite, facts: Facts) -> Pending:
        """The record of a choice and its leaf. Raises InvalidInput naming the field."""
        page = page_address(body.page) if text.is_storable(body.page) else None
        key = _required(ids.from_text(body.key), "key", "a UUID made for this decision")
        page = _required(page, "page", "the address of the page, http or https")
        offer = _required(
            self._sites.offer_of(site, body.revision), "revision", "there is no such revision"
        )
        is_offered = True if body.lang in site.languages else None
        _required(is_offered, "lang", "the site does not offer this language")
        is_shown = True if body.arm in offer.arms else None
        _required(is_shown, "arm", "the revision is shown in no such arm")
        regime = regime_at(site.regimes, self._services.geography, facts.address)
        chosen = decide(body, offer, regime, is_gpc=facts.is_gpc)
        words, new_words = self._words.of(site, body.revision, body.arm, body.lang, regime)
        now = self._services.now_ms()
        row = (
            clock.new_id(now), site.id, key, digest(body), now, body.revision,
            chosen.action.value, chosen.state.value, " ".join(chosen.granted),
            ENCODER.encode(dict.fromkeys(chosen.refused, False)).decode()
            if chosen.refused else None,
            body.lang, chosen.source.value, page, self._country(chosen.granted, facts),
            self._previous(body, site), regime.key, body.arm or None, words,
        )  # fmt: skip
        spelt = statement.spelt(dict(zip(COLUMNS, row, strict=True)), site.key)
        return Pending(row, new_leaf(site.id, statement.KIND, row[0], spelt), new_words)

    def answer(self, site: PublishedSite, stored: Stored) -> tuple[int, bytes]:
        """Status and JSON body: 201 for a new record, 200 with the same body for a replay."""
        token = None
        if stored.granted:
            expires_at = stored.at // 1000 + days_of(stored.regime) * DAY_S
            token = grant.sign(
                self._secret, site.key, grant.Grant(stored.id, stored.granted, expires_at)
            )
        name = ids.to_text(stored.id)
        body = ENCODER.encode({"id": name, "receipt": self._receipts + name, "grant": token})
        return (201 if stored.is_new else 200), body

    def count(self, pending: Pending, stored: Stored) -> None:
        """Count a new record in the metrics, and remember which words are on disk."""
        if stored.is_new:
            self._counters[pending.row[7]].inc()
        if pending.words:
            self._words.written(pending.words[1])

    def _country(self, granted: tuple[str, ...], facts: Facts) -> str | None:
        """Geography only when statistics was allowed (GDPR-01)."""
        if STATISTICS not in granted:
            return None
        return country_of(self._services.geography, facts.address)

    def _previous(self, body: ConsentBody, site: PublishedSite) -> bytes | None:
        """The record this choice replaces: only who holds its grant can say so."""
        if not body.grant:
            return None
        held = grant.verify(self._secret, site.key, body.grant)
        return held.record_id if held else None


def write_consents(
    transaction: Transaction, pending: Sequence[Pending]
) -> list[Stored | TemoinError]:
    """Insert the records that are new, each with its leaf, in one transaction (LOG-11).

    A replay finds its record; other content under its key is a Conflict (R2).
    """
    rows = [one.row for one in pending]
    if words := [one.words for one in pending if one.words]:
        transaction.insert_new("shown_words", shown.COLUMNS, words)
    if transaction.insert_new("consent_record", COLUMNS, rows) == len(rows):
        append(transaction, [one.leaf for one in pending])
        return [_as_stored(row[0], row[4], row[8], row[15], is_new=True) for row in rows]
    keys = [(row[1], row[2]) for row in rows]
    kept = {
        (site_id, key): (kept_digest, record_id, at, granted, regime)
        for site_id, key, kept_digest, record_id, at, granted, regime in find_keys(
            transaction, "consent_record", ("digest", "id", "at", "granted", "regime"), keys
        )
    }
    found = [kept[key] for key in keys]
    new = [one.leaf for one, held in zip(pending, found, strict=True) if held[1] == one.row[0]]
    append(transaction, new)
    return [_outcome(row, held) for row, held in zip(rows, found, strict=True)]


def _outcome(row: Row, kept: Row) -> Stored | TemoinError:
    kept_digest, record_id, at, granted, regime = kept
    if kept_digest != row[3]:
        return Conflict("this key was used for another decision")
    return _as_stored(record_id, at, granted, regime, is_new=record_id == row[0])


def _as_stored(
    record_id: bytes, at: int, granted: str, regime: str | None, *, is_new: bool
) -> Stored:
    return Stored(record_id, at, tuple(granted.split()), regime, is_new)


def _required(value: Value | None, field: str, message: str) -> Value:
    if value is None:
        raise InvalidInput("the body is not valid", {field: [message]})
    return value
