"""What the banner's route of the API gives."""

from __future__ import annotations

from marshmallow import Schema, fields


class IntervalSchema(Schema):
    """A part of the showings, or a difference of two, and the interval of 95 % around it."""

    share = fields.Float()
    low = fields.Float()
    high = fields.Float()


class OutcomeSchema(Schema):
    """Counts of what happened to the banner; who sees it on two pages is shown to twice."""

    shown = fields.Integer()
    opened = fields.Integer(metadata={"description": "The panel was opened from the banner."})
    reopened = fields.Integer(metadata={"description": "The panel was opened after a choice."})
    accept = fields.Integer()
    # `partial` is a word of marshmallow's own.
    in_part = fields.Integer(attribute="partial", data_key="partial")
    refuse = fields.Integer()
    withdraw = fields.Integer()
    unanswered = fields.Integer(metadata={"description": "Showings without an answer there."})


class BannerDaySchema(OutcomeSchema):
    """One day in UTC."""

    day = fields.Date()


class GroupSchema(OutcomeSchema):
    """Showings by one layout, regime or page."""

    name = fields.String()


class WaitedSchema(Schema):
    """Answers by the time they took."""

    seconds = fields.Integer(metadata={"description": "The longest time in this group."})
    answers = fields.Integer()


class SharesSchema(Schema):
    """Parts of the showings by how they ended; null without any showing."""

    accept = fields.Nested(IntervalSchema, allow_none=True)
    in_part = fields.Nested(
        IntervalSchema, allow_none=True, attribute="partial", data_key="partial"
    )
    refuse = fields.Nested(IntervalSchema, allow_none=True)
    unanswered = fields.Nested(IntervalSchema, allow_none=True)


class ArmResultSchema(OutcomeSchema):
    """One arm of the A/B test that runs; the lifts are against the document itself."""

    key = fields.String(metadata={"description": "Empty for the document itself."})
    shares = fields.Nested(SharesSchema)
    answered_lift = fields.Nested(IntervalSchema, allow_none=True)
    accepted_lift = fields.Nested(IntervalSchema, allow_none=True)


class BannerSchema(Schema):
    """What became of the banner in a period."""

    start = fields.Date(data_key="from")
    end = fields.Date(data_key="to")
    counting = fields.Boolean(
        metadata={"description": "Whether pages count now: switched on, or a test runs."}
    )
    whole = fields.Nested(OutcomeSchema)
    shares = fields.Nested(SharesSchema)
    days = fields.List(fields.Nested(BannerDaySchema))
    waited = fields.List(fields.Nested(WaitedSchema))
    layouts = fields.List(fields.Nested(GroupSchema))
    regimes = fields.List(fields.Nested(GroupSchema))
    pages = fields.List(fields.Nested(GroupSchema))
    arms = fields.List(
        fields.Nested(ArmResultSchema),
        metadata={"description": "Of the published revision's test; empty without one."},
    )
