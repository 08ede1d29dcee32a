"""`GET /r/<record id>`: what was chosen, in words, for the person who chose.

The address is the proof's own identifier, which only its holder and the site know. The page names
no person and shows no address, because the record has none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import segno
from flask import Blueprint, Response, g, render_template
from markupsafe import Markup

from temoin.accounts.access import public
from temoin.consent.models import ConsentRecord
from temoin.consent.proving import proven_receipt
from temoin.consent.receipt_document import Told
from temoin.core import ids
from temoin.core.canonical import canonical
from temoin.core.errors import NotFound
from temoin.core.period import DAY_MS
from temoin.core.text import best_language
from temoin.ledger.signing import Logs
from temoin.sites.document import SiteDocument, stored_document
from temoin.sites.models import SiteRevision
from temoin.sites.regimes import days_of
from temoin.web.services import Services
from temoin.web.wording import languages, t


@dataclass(frozen=True, slots=True)
class Line:
    """One purpose of the revision that was shown, and whether it was granted.

    `refused` are the names of its recipients that were refused although the purpose was not.
    """

    title: str
    text: str
    is_granted: bool
    refused: list[str]


def add_routes(routes: Blueprint, services: Services) -> None:
    """Add the page, and the receipt for programs."""
    logs = Logs(services)

    @routes.get("/r/<record_id>.json")
    @public
    def receipt_json(record_id: str) -> Response:
        """The signed receipt with its proof, as a file (REC-08)."""
        told = _told(_record(record_id), services)
        content = canonical(proven_receipt(told, services, logs))
        reply = Response(content, mimetype="application/ld+json")
        reply.headers["Content-Disposition"] = f'attachment; filename="consent-{told.id}.json"'
        reply.headers["Cache-Control"] = "no-store"
        return reply

    @routes.get("/r/<record_id>")
    @public
    def receipt(record_id: str) -> str:
        record = _record(record_id)
        document = _document(record)
        g.language = best_language(record.language, languages())
        return render_template(
            "consent/receipt.html",
            record=record,
            record_id=record_id,
            site_name=document.name,
            at=_day(record.at),
            until=_day(record.at + days_of(record.regime) * DAY_MS),
            lines=_lines(document, record),
            code=_code(f"{services.settings.base_url}/r/{record_id}"),
            way_back=_way_back(document, record.language),
        )


def _code(address: str) -> Markup:
    """The QR code of the receipt's address."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(light="#fff", omitsize=True))  # noqa: S704 - squares only


def _record(record_id: str) -> ConsentRecord:
    raw = ids.from_text(record_id)
    found: ConsentRecord | None = (
        ConsentRecord.get_or_none(ConsentRecord.id == raw) if raw else None
    )
    if found is None:
        raise NotFound("there is no such receipt")
    return found


def _document(record: ConsentRecord) -> SiteDocument:
    return stored_document(_revision(record).document)


def _revision(record: ConsentRecord) -> SiteRevision:
    found: SiteRevision = SiteRevision.get(
        (SiteRevision.site == record.site) & (SiteRevision.number == record.revision)
    )
    return found


def _told(record: ConsentRecord, services: Services) -> Told:
    revision = _revision(record)
    return Told(
        record=record,
        document=stored_document(revision.document),
        published_at=revision.published_at,
        content_hash=revision.content_hash,
        site_key=record.site.key,
        base_url=services.settings.base_url,
        now_ms=services.now_ms(),
    )


def _lines(document: SiteDocument, record: ConsentRecord) -> list[Line]:
    granted = record.granted.split()
    vendors = json.loads(record.vendors or "{}")
    return [
        Line(
            document.said(purpose, "title", record.language),
            document.said(purpose, "text", record.language),
            purpose["key"] in granted,
            [v["name"] for v in purpose["vendors"] if not vendors.get(v["key"], True)],
        )
        for purpose in document.asked
    ]


def _way_back(document: SiteDocument, language: str) -> str:
    """How to withdraw, by the name that the button had for this visitor (CNIL-14)."""
    raw = document.raw
    button = raw["texts"].get(language, {}).get("reopen")
    if raw["headless"] or raw["theme"]["reopen"] == "none":
        return t("consent.withdraw_page")
    if button:
        return t("consent.withdraw_named", button=button)
    # Our own name of the button is known here in the languages of this page alone.
    return t("consent.withdraw" if language in languages() else "consent.withdraw_page")


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
