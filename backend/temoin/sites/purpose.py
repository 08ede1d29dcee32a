"""A purpose in a site's document: what visitors are told, who receives data, and its facts."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from temoin.core.consent import NECESSARY
from temoin.purposes.facts import ASKED, CONSENT
from temoin.purposes.vocabulary import terms
from temoin.sites.kinds import country, texts
from temoin.sites.vendors import VendorSchema
from temoin.web.strict import StrictBoolean, StrictInteger

# The end is written so that Python and JSON Schema understand it alike; marshmallow adds none.
# `necessary` asks for no choice; the others are fields of the cookie beside the purposes.
RESERVED = frozenset({NECESSARY, "revision", "at", "id", "grant", "regime"})
PURPOSE_KEY = re.compile(r"^[a-z][a-z0-9_-]{0,31}(?!\n)$")
LIMITS = {"title": 80, "sentence": 400, "detail": 4000, "words": 1000, "own": 30}
MAX_MONTHS = 1200


def _listed(kind: str, description: str) -> fields.Nested:
    """Keys of a shipped list, and beside them words of the owner's own in each language."""
    known = fields.List(
        fields.String(validate=validate.OneOf(tuple(terms(kind)))),
        load_default=list,
        validate=validate.Length(max=len(terms(kind))),
    )
    own = fields.List(
        texts(LIMITS["sentence"]), load_default=list, validate=validate.Length(max=LIMITS["own"])
    )
    schema = Schema.from_dict({"known": known, "own": own}, name=f"{kind.title()}ListSchema")
    return fields.Nested(schema, metadata={"description": description})


class KeepingSchema(Schema):
    """How long data are kept, in months or days, or until what the reason says; and why."""

    months = StrictInteger(
        load_default=None, allow_none=True, validate=validate.Range(1, MAX_MONTHS)
    )
    days = StrictInteger(load_default=None, allow_none=True, validate=validate.Range(0, 36_500))
    reason = texts(LIMITS["words"], load_default=dict)

    @validates_schema
    def _one_period(self, data: dict[str, Any], **_: object) -> None:
        if data["months"] is not None and data["days"] is not None:
            raise ValidationError("a period in months or in days, not both", "months")


class TransferSchema(Schema):
    """A country outside the EEA, and what protects the data there; empty while unknown."""

    country = fields.String(required=True, validate=country)
    safeguard = fields.String(load_default="", validate=validate.OneOf(("", *terms("safeguards"))))


class ExemptionSchema(Schema):
    """Why trackers of a purpose need no consent (CNIL deliberation 2020-091, article 5)."""

    category = fields.String(load_default="", validate=validate.OneOf(("", *terms("exemptions"))))
    reason = texts(LIMITS["words"], load_default=dict)


class PurposeSchema(Schema):
    """One purpose: key, words in each language, recipients, and its facts (GDPR art. 13, 30)."""

    key = fields.String(required=True, validate=validate.Regexp(PURPOSE_KEY))
    title = texts(LIMITS["title"])
    text = texts(LIMITS["sentence"])
    detail = texts(LIMITS["detail"])
    vendors = fields.List(
        fields.Nested(VendorSchema), load_default=list, validate=validate.Length(max=200)
    )
    sold = StrictBoolean(
        load_default=None,
        allow_none=True,
        metadata={
            "description": "Sells data or shares them for advertising: an opt-out signal turns it "
            "off where it runs before a choice. All but preferences and statistics by default."
        },
    )
    sensitive = StrictBoolean(
        load_default=False,
        metadata={
            "description": "Uses sensitive data: waits for the visitor wherever the law can."
        },
    )
    basis = fields.String(
        validate=validate.OneOf(tuple(terms("bases"))),
        metadata={"description": "The one legal basis (GDPR art. 6); consent by default."},
    )
    interest = texts(LIMITS["words"])
    asked = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.OneOf(ASKED),
        metadata={
            "description": "Where consent is asked for. Only what is asked in the `banner` is "
            "chosen there and holds tags back; what has another basis is asked nowhere: `none`."
        },
    )
    exemption = fields.Nested(ExemptionSchema)
    data = _listed("data", "Categories of personal data.")
    persons = _listed("persons", "Categories of people.")
    recipients = _listed("recipients", "Who receives data, beside the vendors.")
    security = _listed("security", "How the data are protected.")
    transfers = fields.List(fields.Nested(TransferSchema), validate=validate.Length(max=50))
    retention = fields.Nested(KeepingSchema)
    mandatory = texts(LIMITS["words"])
    automated = texts(LIMITS["words"])
    source = texts(LIMITS["words"])

    @validates_schema
    def _consistent(self, data: dict[str, Any], **_: object) -> None:
        if data["key"] in RESERVED:
            raise ValidationError(f"{data['key']!r} has a meaning of its own: take another", "key")
        is_consent = data.get("basis", CONSENT) == CONSENT
        if not is_consent and data["asked"] not in (None, "none"):
            raise ValidationError("only consent is asked for: none with this basis", "asked")
        is_in_banner = is_consent and data["asked"] in (None, "banner")
        if is_in_banner and data.get("exemption", {}).get("category"):
            raise ValidationError("what the banner asks for is not exempt", "exemption")
