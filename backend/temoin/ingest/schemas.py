"""The body of `POST /api/event`, twice: msgspec for the native door, marshmallow for Flask."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from temoin.web.strict import StrictString

MAX_EVENTS = 50
MAX_PROPS = 20
MAX_NUMBER = 2**53  # what JavaScript counts exactly

PropName = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
PropText = Annotated[str, msgspec.Meta(max_length=500)]


class EventBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One event, as sent by the snippet."""

    site: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    key: Annotated[str, msgspec.Meta(min_length=36, max_length=36)]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    url: Annotated[str, msgspec.Meta(min_length=1, max_length=2048)]
    referrer: Annotated[str, msgspec.Meta(max_length=2048)] | None = None
    grant: Annotated[str, msgspec.Meta(max_length=2048)] | None = None
    visitor: Annotated[str, msgspec.Meta(min_length=8, max_length=64)] | None = None
    props: (
        Annotated[dict[PropName, PropText | int | float | bool], msgspec.Meta(max_length=MAX_PROPS)]
        | None
    ) = None


Events = Annotated[list[EventBody], msgspec.Meta(min_length=1, max_length=MAX_EVENTS)]
ONE = msgspec.json.Decoder(EventBody)
MANY = msgspec.json.Decoder(Events)


class PropValue(fields.Field[Any]):
    """Text, a number or a boolean."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if isinstance(value, str) and len(value) > 500:
            raise ValidationError("at most 500 characters")
        if not isinstance(value, str | int | float | bool):
            raise ValidationError("text, a number or a boolean")
        return value


class EventSchema(Schema):
    """The same in marshmallow."""

    class Meta:
        """Unknown fields are refused (V25)."""

        unknown = RAISE

    site = StrictString(required=True, validate=validate.Length(1, 32))
    key = StrictString(required=True, validate=validate.Length(equal=36))
    name = StrictString(required=True, validate=validate.Length(1, 64))
    url = StrictString(required=True, validate=validate.Length(1, 2048))
    referrer = StrictString(validate=validate.Length(max=2048), allow_none=True)
    grant = StrictString(validate=validate.Length(max=2048), allow_none=True)
    visitor = StrictString(validate=validate.Length(8, 64), allow_none=True)
    props = fields.Dict(
        keys=StrictString(validate=validate.Length(1, 64)),
        values=PropValue(required=True),
        validate=validate.Length(max=MAX_PROPS),
        allow_none=True,
    )
