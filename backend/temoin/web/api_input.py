"""Reading requests of the API: JSON bodies and queries, validated by marshmallow (V25)."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import Schema, ValidationError

from temoin.core.errors import InvalidInput
from temoin.web.body import check_media_type, parse


def read_json(schema: type[Schema]) -> dict[str, Any]:
    """The body as the schema loads it; unknown fields are refused.

    Raises WrongMediaType, Unreadable or InvalidInput.
    """
    check_media_type(
        request.headers.get("Content-Type", ""), request.headers.get("Content-Encoding", "")
    )
    raw = parse(request.get_data(cache=False))
    if not isinstance(raw, dict):
        raise InvalidInput("the body is not valid", {"_": ["expected an object"]})
    return _load(schema, raw, "body")


def read_query(schema: type[Schema]) -> dict[str, Any]:
    """The query as the schema loads it. Raises InvalidInput."""
    return _load(schema, request.args.to_dict(), "query")


def _load(schema: type[Schema], raw: dict[str, Any], what: str) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema().load(raw)
    except ValidationError as error:
        raise InvalidInput(f"the {what} is not valid", error.normalized_messages()) from error
    return loaded
