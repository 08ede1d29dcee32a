"""What the register's route of the API gives."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from temoin.purposes.sentences import languages

TERM = {"description": "`key` and `iri` (Data Privacy Vocabulary) are empty for own words."}


class LanguageQuery(Schema):
    """The language of names; the owner's words fall back to the site's first language."""

    lang = fields.String(load_default="en", validate=validate.OneOf(languages()))


class TermSchema(Schema):
    """A word of the vocabulary, or of the owner's own."""

    key = fields.String(metadata=TERM)
    name = fields.String()
    iri = fields.String()


class RegisterRecipientSchema(TermSchema):
    """Who receives data; `country` is that of a vendor, empty while unknown."""

    country = fields.String()


class RegisterExemptionSchema(TermSchema):
    """Why trackers need no consent."""

    reason = fields.String()


class RegisterTransferSchema(Schema):
    """Data that leave the EEA; `safeguard` is null while unknown."""

    country = fields.String()
    safeguard = fields.Nested(TermSchema, allow_none=True)
    to = fields.String()
    told = fields.String()


class RegisterPeriodSchema(Schema):
    """How long data are kept."""

    months = fields.Integer(allow_none=True)
    days = fields.Integer(allow_none=True)
    reason = fields.String()
    told = fields.String()


class ActivitySchema(Schema):
    """One purpose as GDPR art. 30 describes it; `missing` are fields to fill in."""

    key = fields.String()
    title = fields.String()
    description = fields.String()
    basis = fields.Nested(TermSchema)
    interest = fields.String()
    asked = fields.String()
    exemption = fields.Nested(RegisterExemptionSchema, allow_none=True)
    persons = fields.List(fields.Nested(TermSchema))
    # `data` is a word of marshmallow's own.
    categories = fields.List(fields.Nested(TermSchema), attribute="data", data_key="data")
    security = fields.List(fields.Nested(TermSchema))
    recipients = fields.List(fields.Nested(RegisterRecipientSchema))
    transfers = fields.List(fields.Nested(RegisterTransferSchema))
    retention = fields.Nested(RegisterPeriodSchema)
    source = fields.String()
    automated = fields.String()
    missing = fields.List(fields.String())


class RegisterPartnerSchema(Schema):
    """A joint controller, or a controller for whom a processor acts."""

    name = fields.String()
    contact = fields.String()
    agreed = fields.String()


class AuthoritySchema(Schema):
    """Where people may complain."""

    country = fields.String()
    name = fields.String()
    url = fields.String()


class RegisterControllerSchema(Schema):
    """Who answers for the processing; `role` tells which variant of the register this is."""

    name = fields.String()
    contact = fields.String()
    address = fields.String()
    country = fields.String()
    dpo = fields.String()
    representative = fields.String()
    role = fields.String()
    partners = fields.List(fields.Nested(RegisterPartnerSchema))
    authority = fields.Nested(AuthoritySchema, allow_none=True)


class SiteNameSchema(Schema):
    """Which site it is."""

    key = fields.String()
    name = fields.String()
    domains = fields.List(fields.String())


class RegisterSchema(Schema):
    """The register of one site, from its published revision."""

    site = fields.Nested(SiteNameSchema)
    language = fields.String()
    revision = fields.Integer()
    published_at = fields.String()
    controller = fields.Nested(RegisterControllerSchema)
    missing = fields.List(fields.String())
    activities = fields.List(fields.Nested(ActivitySchema))
