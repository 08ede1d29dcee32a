"""The bodies of both endpoints, twice: msgspec for the native doors, marshmallow for Flask."""

from __future__ import annotations

from typing import Annotated

import msgspec
from marshmallow import RAISE, Schema, validate

from temoin.core import kept
from temoin.web.strict import StrictString

MAX_ORIGIN = 300
MAX_TOKEN = 6400


class MintBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A choice in force, as its cookie says it, and the origin to which a link leads."""

    site: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    to: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_ORIGIN)]
    choice: Annotated[str, msgspec.Meta(min_length=1, max_length=kept.MAX_LENGTH)]


class OpenBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A token that came with an address, and the origin of the page before."""

    site: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    token: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TOKEN)]
    source: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_ORIGIN)]


MINT_DECODER = msgspec.json.Decoder(MintBody)
OPEN_DECODER = msgspec.json.Decoder(OpenBody)


class MintSchema(Schema):
    """`MintBody` in marshmallow."""

    class Meta:
        """Unknown fields are refused (V25)."""

        unknown = RAISE

    site = StrictString(required=True, validate=validate.Length(1, 32))
    to = StrictString(required=True, validate=validate.Length(1, MAX_ORIGIN))
    choice = StrictString(required=True, validate=validate.Length(1, kept.MAX_LENGTH))


class OpenSchema(Schema):
    """`OpenBody` in marshmallow."""

    class Meta:
        """Unknown fields are refused (V25)."""

        unknown = RAISE

    site = StrictString(required=True, validate=validate.Length(1, 32))
    token = StrictString(required=True, validate=validate.Length(1, MAX_TOKEN))
    source = StrictString(required=True, validate=validate.Length(1, MAX_ORIGIN))
