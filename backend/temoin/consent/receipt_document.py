"""The receipt as JSON-LD after ISO/IEC TS 27560, in the words of the Data Privacy Vocabulary.

Source: W3C DPV guide "Consent Records and Receipts" (rows REC-01 to REC-04). Several things of one
kind are always arrays. Keys are ASCII and numbers whole, so that the signed bytes are canonical.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from temoin.consent import terms
from temoin.consent.models import ConsentRecord
from temoin.consent.statement import statement_of
from temoin.core import ids
from temoin.core.period import DAY_MS
from temoin.purposes.authorities import authority_of
from temoin.purposes.vocabulary import terms as vocabulary
from temoin.sites.document import SiteDocument
from temoin.sites.regimes import days_of


class Told(NamedTuple):
    """What a receipt is made of: the record, what was published, and where things are found."""

    record: ConsentRecord
    document: SiteDocument
    published_at: int
    content_hash: str
    site_key: str
    base_url: str
    now_ms: int

    @property
    def id(self) -> str:
        """The record's id, as text."""
        return ids.to_text(bytes(self.record.id))

    @property
    def address(self) -> str:
        """Where the readable receipt is."""
        return f"{self.base_url}/r/{self.id}"

    @property
    def until(self) -> int:
        """When the choice ends (UTC ms)."""
        return self.record.at + days_of(self.record.regime) * DAY_MS


def receipt_document(told: Told) -> dict[str, Any]:
    """The receipt without its proof and signature."""
    return {
        "@context": terms.CONTEXT,
        "@type": "dpv:ConsentReceipt",
        "@id": f"{told.address}.json",
        "dct:identifier": told.id,
        "dct:conformsTo": terms.RECEIPT,
        "dct:created": instant(told.now_ms),
        "dct:publisher": told.document.name,
        "dpv:hasRecordOfActivity": [_record(told)],
        "tm:statement": msgspec.to_builtins(statement_of(told.record.__data__, told.site_key)),
    }


def instant(at_ms: int) -> str:
    """A moment as RFC 3339 text in UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")


def _record(told: Told) -> dict[str, Any]:
    record, raw = told.record, told.document.raw
    authority = authority_of(raw["controller"])
    return {
        "@type": "dpv:ConsentRecord",
        "dct:identifier": told.id,
        "dct:conformsTo": terms.RECORD,
        "dct:language": record.language,
        "dpv:hasDataSubject": f"urn:uuid:{told.id}",
        "dpv:hasJurisdiction": f"loc:{record.country}" if record.country else record.regime or "eu",
        "dpv:hasDataController": _controller(told),
        "dpv:hasNotice": {
            "@type": "dpv:ConsentNotice",
            "dct:date": instant(told.published_at),
            "tm:revision": record.revision,
            "tm:contentHash": f"sha256:{told.content_hash}",
            "tm:wordsHash": f"sha256:{bytes(record.words).hex()}" if record.words else None,
        },
        "dpv:hasProcess": [_process(told, purpose) for purpose in told.document.asked],
        "dpv:hasConsentControl": {
            "@type": "dpv:WithdrawConsent",
            "dpv:isExercisedAt": record.page,
        },
        "dpv:hasRight": [{"@type": "eu-gdpr:A7-3", "dpv:isExercisedAt": record.page}],
        "dpv:hasAuthority": (
            {"@type": "dpv:DataProtectionAuthority", "dpv:hasName": authority.name,
             "dct:source": authority.url} if authority else None
        ),
    }  # fmt: skip


def _controller(told: Told) -> dict[str, Any]:
    controller = told.document.raw["controller"]
    return {
        "@type": "dpv:DataController",
        "@id": f"urn:temoin:site:{told.site_key}",
        "dpv:hasName": controller["name"] or told.document.name,
        "dpv:hasAddress": controller["address"],
        "dpv:hasContact": controller["contact"],
        "tm:role": controller["role"],
    }


def _process(told: Told, purpose: dict[str, Any]) -> dict[str, Any]:
    record, document = told.record, told.document
    retention = purpose["retention"]
    refused = set(json.loads(record.vendors or "{}"))
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@type": terms.PURPOSES.get(purpose["key"], terms.OWN_PURPOSE),
            "dct:identifier": purpose["key"],
            "dct:title": document.said(purpose, "title", record.language),
            "dct:description": document.said(purpose, "text", record.language),
        },
        "dpv:hasLegalBasis": "eu-gdpr:A6-1-a",
        "dpv:hasPersonalData": _listed("data", purpose["data"]),
        "dpv:hasRecipient": [
            *_listed("recipients", purpose["recipients"]),
            *(
                {
                    "@type": "dpv:ThirdParty",
                    "dct:identifier": vendor["key"],
                    "dpv:hasName": vendor["controller"] or vendor["name"],
                    "tm:isRefused": vendor["key"] in refused,
                }
                for vendor in purpose["vendors"]
            ),
        ],
        "dpv:hasDataTransfer": [
            {"dpv:hasLocation": f"loc:{one['country']}", "dpv:hasSafeguard": one["safeguard"]}
            for one in purpose["transfers"]
        ],
        "dpv:hasStorageCondition": [
            {
                "@type": "dpv:StorageDuration",
                "dpv:hasDuration": _duration(retention),
                "dct:description": document.said(retention, "reason", record.language),
            }
        ],
        "dpv:hasConsentStatus": [_status(told, purpose["key"])],
    }


def _listed(kind: str, listed: dict[str, Any]) -> list[dict[str, Any]]:
    known = vocabulary(kind)
    named = [
        {"@type": known[key].iri, "dct:title": known[key].name("en")}
        for key in listed["known"]
        if key in known
    ]
    return [*named, *({"dct:title": next(iter(own.values()), "")} for own in listed["own"])]


def _duration(retention: dict[str, Any]) -> str | None:
    """An ISO 8601 duration; null where the period has no fixed length."""
    if retention["months"] is not None:
        return f"P{retention['months']}M"
    return f"P{retention['days']}D" if retention["days"] is not None else None


def _status(told: Told, purpose: str) -> dict[str, Any]:
    record = told.record
    return {
        "@type": [status_of(told, purpose), "dpv:ExplicitlyExpressedConsent"],
        "dpv:isIndicatedAtTime": instant(record.at),
        "dpv:isIndicatedBy": "dpv:DataSubject",
        "dpv:hasIndicationMethod": terms.METHODS[record.source],
        "dct:valid": instant(told.until),
    }


def status_of(told: Told, purpose: str) -> str:
    """The status of a purpose under REC-03, at the time of the receipt."""
    record = told.record
    if purpose in record.granted.split():
        if told.now_ms >= told.until:
            return terms.EXPIRED
        return terms.RENEWED if record.previous else terms.GIVEN
    return terms.WITHDRAWN if record.state == "withdrawn" else terms.REFUSED
