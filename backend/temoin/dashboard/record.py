"""`/sites/<key>/records/<record>`: what a visitor was shown, what they chose, and its proof."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from temoin.accounts.access import site_role
from temoin.accounts.roles import Role
from temoin.consent.models import ConsentRecord, ShownWords
from temoin.consent.statement import KIND
from temoin.core import ids
from temoin.core.errors import NotFound
from temoin.core.period import DAY_MS
from temoin.core.text import direction
from temoin.dashboard.changes import title_of
from temoin.dashboard.logged import logged
from temoin.sites.document import stored_document
from temoin.sites.models import Site, SiteRevision
from temoin.sites.regimes import days_of, packs
from temoin.web.services import Services
from temoin.web.wording import t

MOST_SHOWN = 50
# What every first layer says, in the order in which it is read. The other texts wait for their
# moment: after the choice, for a browser's signal, for those who hear the page.
READ_FIRST = (
    "title",
    "body",
    "withdraw_hint",
    "cross",
    "accept",
    "refuse",
    "customise",
    "more",
    "sale",
    "limit",
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words that a record names. `is_intact` says whether they still have that hash.

    `texts` are those of the first layer by name, `further` those held ready; `purposes` have
    `title` and `text`; `code` are SHA-256 hashes of the files that drew them.
    """

    key: str
    is_intact: bool
    language: str
    direction: str
    texts: dict[str, str]
    further: list[str]
    purposes: list[dict[str, str]]
    code: dict[str, str]
    release: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One purpose of the version that was shown, and what was chosen for it."""

    title: str
    is_granted: bool
    refused: list[str]


@dataclass(frozen=True, slots=True)
class Step:
    """One choice of the same visitor."""

    id: str
    at: int
    state: str
    source: str


def add_routes(routes: Blueprint, services: Services) -> None:
    """Add the page."""

    @routes.get("/sites/<key>/records/<record>")
    @site_role(Role.VIEWER)
    def record_page(site: Site, record: str) -> ResponseReturnValue:
        found = _record(site, ids.from_text(record))
        if found is None:
            raise NotFound("there is no such record")
        raw = bytes(found.id)
        return render_template(
            "dashboard/record.html",
            site=site,
            record=found,
            record_id=ids.to_text(raw),
            until=found.at + days_of(found.regime) * DAY_MS,
            law=_law(found.regime),
            answers=_answers(site, found),
            words=_words(site, found),
            earlier=[_step(one) for one in _before(site, found)],
            later=[_step(one) for one in _after(site, raw)],
            logged=logged(services, site.id, KIND, raw),
        )


def _record(site: Site, raw: bytes | None) -> ConsentRecord | None:
    found: ConsentRecord | None = (
        ConsentRecord.get_or_none((ConsentRecord.site == site.id) & (ConsentRecord.id == raw))
        if raw
        else None
    )
    return found


def _before(site: Site, record: ConsentRecord) -> Iterator[ConsentRecord]:
    """The choices that led to this one, the newest first."""
    for _ in range(MOST_SHOWN):
        before = _record(site, record.previous and bytes(record.previous))
        if before is None:
            return
        yield (record := before)


def _after(site: Site, raw: bytes) -> Iterator[ConsentRecord]:
    """The choices that replaced this one, the oldest first."""
    for _ in range(MOST_SHOWN):
        replaced = (ConsentRecord.site == site.id) & (ConsentRecord.previous == raw)
        after = ConsentRecord.select().where(replaced).order_by(ConsentRecord.at).first()
        if after is None:
            return
        yield after
        raw = bytes(after.id)


def _law(regime: str | None) -> str:
    """What the pack is called; a pack that a later release no longer has is named by its key."""
    return t(f"regimes.pack.{regime}") if regime in packs() else regime or ""


def _step(record: ConsentRecord) -> Step:
    return Step(ids.to_text(bytes(record.id)), record.at, record.state, record.source)


def _answers(site: Site, record: ConsentRecord) -> list[Answer]:
    """Each purpose that was asked for, with the recipients that were refused on their own."""
    revision = SiteRevision.get(
        (SiteRevision.site == site.id) & (SiteRevision.number == record.revision)
    )
    granted, vendors = record.granted.split(), json.loads(record.vendors or "{}")
    return [
        Answer(
            title_of(purpose),
            purpose["key"] in granted,
            [one["name"] for one in purpose["vendors"] if not vendors.get(one["key"], True)],
        )
        for purpose in stored_document(revision.document).asked
    ]


def _words(site: Site, record: ConsentRecord) -> Words | None:
    """What was shown, as it was; None for a record that does not say."""
    if record.words is None:
        return None
    key = bytes(record.words)
    row = ShownWords.get_or_none((ShownWords.site == site.id) & (ShownWords.key == key))
    if row is None:
        return None
    content = json.loads(row.content)
    shown: dict[str, Any] = content["first_layer"]
    texts: dict[str, str] = shown["texts"]
    return Words(
        key=key.hex(),
        is_intact=hashlib.sha256(row.content.encode()).digest() == key,
        language=shown["lang"],
        direction=direction(shown["lang"]),
        texts={name: texts[name] for name in READ_FIRST if name in texts},
        further=[said for name, said in texts.items() if name not in READ_FIRST],
        purposes=shown["purposes"],
        code=content["code"],
        release=content["release"],
    )
