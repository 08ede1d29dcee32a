"""Pages of a list in the API: a cursor says where the next page begins, so nothing is skipped."""

from __future__ import annotations

import base64
import binascii

from marshmallow import Schema, fields, validate

from temoin.core.errors import InvalidInput

MOST = 100
LARGEST_ID = 2**63 - 1


class PageQuery(Schema):
    """Which part of a list is wanted."""

    limit = fields.Integer(
        load_default=50,
        validate=validate.Range(1, MOST),
        metadata={"description": "How many items at most."},
    )
    cursor = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata={"description": "The `next` of the page before; without it the first page."},
    )


def encode_cursor(number: int) -> str:
    """The cursor after the item of this number, in a spelling that invites no arithmetic."""
    return base64.urlsafe_b64encode(b"after %d" % number).decode("ascii").rstrip("=")


def decode_cursor(cursor: str) -> int:
    """The number in a cursor, 0 for the first page. Raises InvalidInput for a made-up one."""
    if not cursor:
        return 0
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        word, _, number = base64.b64decode(padded, altchars=b"-_", validate=True).partition(b" ")
        is_right = word == b"after" and number.isdigit() and int(number) <= LARGEST_ID
    except (UnicodeEncodeError, binascii.Error, ValueError):
        is_right, number = False, b"0"
    if not is_right:
        raise InvalidInput("the query is not valid", {"cursor": ["not a cursor of ours"]})
    return int(number)
