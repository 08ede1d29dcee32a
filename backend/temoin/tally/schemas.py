"""The body of `POST /api/tally`, twice: msgspec for the native door, marshmallow for Flask."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from marshmallow import RAISE, Schema, validate

from temoin.web.strict import StrictInteger, StrictString

MAX_REVISION = 2**31 - 1
MAX_WAITED_MS = 24 * 3_600_000


class What(StrEnum):
    """What happened to the banner."""

    SHOWN = "shown"
    OPENED = "opened"  # the panel, from the banner
    REOPENED = "reopened"  # the panel, after a choice
    ACCEPT = "accept"
    PARTIAL = "partial"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class Layout(StrEnum):
    """How much room the banner had."""

    NARROW = "narrow"
    WIDE = "wide"


class TallyBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One thing that happened; `waited` are milliseconds from showing to choosing."""

    site: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    revision: Annotated[int, msgspec.Meta(ge=1, le=MAX_REVISION)]
    what: What
    layout: Layout
    page: Annotated[str, msgspec.Meta(min_length=1, max_length=2048)]
    arm: Annotated[str, msgspec.Meta(max_length=16)] = ""
    regime: Annotated[str, msgspec.Meta(max_length=16)] = ""
    waited: Annotated[int, msgspec.Meta(ge=0, le=MAX_WAITED_MS)] = 0


DECODER = msgspec.json.Decoder(TallyBody)


class TallySchema(Schema):
    """The same in marshmallow."""

    class Meta:
        """Unknown fields are refused (V25)."""

        unknown = RAISE

    site = StrictString(required=True, validate=validate.Length(1, 32))
    revision = StrictInteger(required=True, validate=validate.Range(1, MAX_REVISION))
    what = StrictString(required=True, validate=validate.OneOf([w.value for w in What]))
    layout = StrictString(required=True, validate=validate.OneOf([one.value for one in Layout]))
    page = StrictString(required=True, validate=validate.Length(1, 2048))
    arm = StrictString(validate=validate.Length(max=16))
    regime = StrictString(validate=validate.Length(max=16))
    waited = StrictInteger(validate=validate.Range(0, MAX_WAITED_MS))
