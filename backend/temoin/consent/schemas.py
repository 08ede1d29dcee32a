"""The body of `POST /api/consent`, twice: msgspec for the native door, marshmallow for Flask.

A contract test holds both to the same accept and reject set. What types cannot say (a canonical
UUID, a known purpose) is checked once for both, in `service.prepare`.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from marshmallow import RAISE, Schema, fields, validate

from temoin.core.consent import Action, Source
from temoin.web.strict import StrictBoolean, StrictInteger, StrictString

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
MAX_REVISION = 2**31 - 1


class ConsentBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One decision of a visitor, as sent by the snippet, a form or another client."""

    site: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    key: Annotated[str, msgspec.Meta(min_length=36, max_length=36)]
    action: Action
    purposes: Annotated[dict[Name, bool], msgspec.Meta(max_length=50)]
    revision: Annotated[int, msgspec.Meta(ge=1, le=MAX_REVISION)]
    lang: Annotated[str, msgspec.Meta(min_length=2, max_length=12)]
    source: Source
    page: Annotated[str, msgspec.Meta(min_length=1, max_length=2048)]
    vendors: Annotated[dict[Name, bool], msgspec.Meta(max_length=500)] | None = None
    grant: Annotated[str, msgspec.Meta(max_length=2048)] | None = None
    arm: Annotated[str, msgspec.Meta(max_length=16)] = ""


DECODER = msgspec.json.Decoder(ConsentBody)


class ConsentSchema(Schema):
    """The same in marshmallow."""

    class Meta:
        """Unknown fields are refused (V25)."""

        unknown = RAISE

    site = StrictString(required=True, validate=validate.Length(1, 32))
    key = StrictString(required=True, validate=validate.Length(equal=36))
    action = StrictString(required=True, validate=validate.OneOf([a.value for a in Action]))
    purposes = fields.Dict(
        required=True,
        keys=StrictString(validate=validate.Length(1, 64)),
        values=StrictBoolean(required=True),
        validate=validate.Length(max=50),
    )
    revision = StrictInteger(required=True, validate=validate.Range(1, MAX_REVISION))
    lang = StrictString(required=True, validate=validate.Length(2, 12))
    source = StrictString(required=True, validate=validate.OneOf([s.value for s in Source]))
    page = StrictString(required=True, validate=validate.Length(1, 2048))
    vendors = fields.Dict(
        keys=StrictString(validate=validate.Length(1, 64)),
        values=StrictBoolean(required=True),
        validate=validate.Length(max=500),
        allow_none=True,
    )
    grant = StrictString(validate=validate.Length(max=2048), allow_none=True)
    arm = StrictString(validate=validate.Length(max=16))
