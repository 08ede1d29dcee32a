"""What the statistics routes of the API take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from temoin.core.consent import Source, State
from temoin.stats.period import PRESETS
from temoin.web.paging import PageQuery

DAY = {"description": "A day in UTC, YYYY-MM-DD; `to` is included."}


class PeriodQuery(Schema):
    """The days that are asked for; the last 30 by default."""

    period = fields.String(validate=validate.OneOf(list(PRESETS)))
    start = fields.String(data_key="from", metadata=DAY)
    end = fields.String(data_key="to", metadata=DAY)


class RecordQuery(PageQuery):
    """Which consent records are asked for."""

    start = fields.String(data_key="from", load_default="", metadata=DAY)
    end = fields.String(data_key="to", load_default="", metadata=DAY)
    state = fields.String(load_default="", validate=validate.OneOf(["", *State]))
    source = fields.String(load_default="", validate=validate.OneOf(["", *Source]))
    language = fields.String(load_default="", validate=validate.Length(max=12))


class ChoicesSchema(Schema):
    """Decisions by state; somebody who changes their mind counts once for each."""

    given = fields.Integer()
    # `partial` and `loads` are words of marshmallow's own.
    in_part = fields.Integer(attribute="partial", data_key="partial")
    refused = fields.Integer()
    withdrawn = fields.Integer()


class DaySchema(ChoicesSchema):
    """One day in UTC."""

    day = fields.Date()
    snippet_loads = fields.Integer(
        attribute="loads",
        metadata={"description": "How often pages asked for the snippet: a lower bound of views."},
    )
    views = fields.Integer(metadata={"description": "Page views of who allowed statistics."})
    visitors = fields.Integer(metadata={"description": "Visitors among who allowed statistics."})


class RowSchema(Schema):
    """One line of a list; `name` is null where it is not known."""

    name = fields.String(allow_none=True)
    views = fields.Integer()
    visitors = fields.Integer()


class StatsSchema(Schema):
    """All numbers of a site in a period."""

    start = fields.Date(data_key="from")
    end = fields.Date(data_key="to")
    choices = fields.Nested(ChoicesSchema)
    unanswered_at_most = fields.Integer(
        allow_none=True,
        metadata={"description": "Loads minus answers, an upper bound; null when not known."},
    )
    views = fields.Integer()
    visitors = fields.Integer()
    days = fields.List(fields.Nested(DaySchema))
    pages = fields.List(fields.Nested(RowSchema))
    countries = fields.List(fields.Nested(RowSchema))
    referrers = fields.List(fields.Nested(RowSchema))
    devices = fields.List(fields.Nested(RowSchema))
    browsers = fields.List(fields.Nested(RowSchema))


class RecordSchema(Schema):
    """One consent record."""

    id = fields.String()
    at = fields.DateTime(metadata={"description": "UTC."})
    state = fields.String()
    action = fields.String()
    granted = fields.List(fields.String())
    refused_vendors = fields.List(
        fields.String(),
        metadata={"description": "Recipients that were refused although their purpose was not."},
    )
    source = fields.String()
    page = fields.String()
    language = fields.String()
    revision = fields.Integer()
    country = fields.String(allow_none=True)
    regime = fields.String(
        allow_none=True,
        metadata={"description": "The pack that applied; null before there were any."},
    )


class RecordPageSchema(Schema):
    """A page of records, the newest first."""

    items = fields.List(fields.Nested(RecordSchema))
    next = fields.String(
        allow_none=True, metadata={"description": "Cursor of the next page, null at the end."}
    )
