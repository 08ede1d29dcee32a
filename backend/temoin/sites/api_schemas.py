"""What the site routes of the API take and give; unknown fields are refused (V25)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from temoin.sites.defaults import offered_languages
from temoin.sites.document import DocumentSchema
from temoin.web.strict import StrictInteger, StrictString

LARGEST_VERSION = 2**31 - 1


class NewSiteSchema(Schema):
    """A site to make; it starts with the default texts and purposes."""

    name = StrictString(required=True, validate=validate.Length(1, 200))
    domains = fields.List(StrictString(), required=True, validate=validate.Length(1, 100))
    language = StrictString(
        load_default="fr",
        validate=validate.OneOf(offered_languages()),
        metadata={"description": "The language shown first."},
    )


class SiteChangeSchema(Schema):
    """A whole configuration that replaces the draft."""

    document = fields.Nested(DocumentSchema, required=True)
    if_version = StrictInteger(
        load_default=None,
        validate=validate.Range(1, LARGEST_VERSION),
        metadata={"description": "Refuse with 409 when the draft has another version by now."},
    )


class SiteSummarySchema(Schema):
    """A site in short."""

    key = fields.String(metadata={"description": "Public identifier, in the snippet's address."})
    name = fields.String()
    organisation = fields.String()
    domains = fields.List(fields.String())
    languages = fields.List(fields.String())
    purposes = fields.List(fields.String())
    version = fields.Integer(metadata={"description": "Counts up with every saved draft."})
    revision = fields.Integer(metadata={"description": "The published revision."})
    unpublished_changes = fields.Boolean()
    snippet = fields.String(metadata={"description": "The line to paste first into `<head>`."})


class SiteSchema(SiteSummarySchema):
    """A site with its draft."""

    document = fields.Nested(DocumentSchema)


class SitePageSchema(Schema):
    """A page of sites."""

    items = fields.List(fields.Nested(SiteSummarySchema))
    next = fields.String(
        allow_none=True, metadata={"description": "Cursor of the next page, null at the end."}
    )


class RevisionSchema(Schema):
    """A published revision; it never changes."""

    number = fields.Integer()
    published_at = fields.DateTime(metadata={"description": "In UTC."})
    content_hash = fields.String(metadata={"description": "SHA-256 of the document, in hex."})


class RemarkSchema(Schema):
    """A remark on what visitors read or meet; it does not stop publishing."""

    field = fields.String(metadata={"description": "Its place in the document, with dots."})
    message = fields.String(metadata={"description": "Why, and what to write instead."})


class PublishedSchema(RevisionSchema):
    """The revision that visitors see now, and what the check of its wording says."""

    warnings = fields.List(fields.Nested(RemarkSchema))


class RevisionPageSchema(Schema):
    """A page of revisions, the newest first."""

    items = fields.List(fields.Nested(RevisionSchema))
    next = fields.String(
        allow_none=True, metadata={"description": "Cursor of the next page, null at the end."}
    )
