"""Who is responsible for a site's data, as its document says it (GDPR art. 4, 13, 26, 27, 30)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from temoin.purposes.authorities import authorities
from temoin.purposes.facts import ROLES
from temoin.sites.kinds import clean_text, country, texts

LIMIT = 200
MAX_PARTNERS = 50


def _words(limit: int, description: str) -> fields.String:
    return fields.String(
        load_default="",
        validate=[validate.Length(max=limit), clean_text],
        metadata={"description": description},
    )


class PartnerSchema(Schema):
    """A joint controller, or a controller for whom a processor acts, and what was agreed."""

    name = fields.String(required=True, validate=[validate.Length(1, LIMIT), clean_text])
    contact = _words(LIMIT, "How to reach them.")
    agreed = texts(1000, load_default=dict)


class ControllerSchema(Schema):
    """Name and contact are shown in the banner, the rest in notices and in the register."""

    name = _words(LIMIT, "Who decides about the data; another name asks visitors again.")
    contact = _words(LIMIT, "How to reach them about data.")
    address = _words(500, "The postal address.")
    country = fields.String(load_default="", validate=country)
    dpo = _words(LIMIT, "How to reach the data protection officer; empty when there is none.")
    representative = _words(500, "In the EU, of a controller outside it (art. 27).")
    role = fields.String(load_default=ROLES[0], validate=validate.OneOf(ROLES))
    partners = fields.List(
        fields.Nested(PartnerSchema),
        load_default=list,
        validate=validate.Length(max=MAX_PARTNERS),
    )
    authority = fields.String(
        load_default="",
        validate=validate.OneOf(("", *authorities())),
        metadata={"description": "Country of the supervisory authority; else that of `country`."},
    )
