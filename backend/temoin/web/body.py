"""Reading bodies: one parser for both kinds of door, and the only place that calls marshmallow.

The native doors decode and validate with msgspec in one step; the Flask routes parse with the
same parser and validate with marshmallow, so both take and refuse the same bodies (ASVS 1.5.3).
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from marshmallow import Schema, ValidationError

from temoin.core.errors import InvalidInput, TooLarge, Unreadable, WrongMediaType

MAX_COLLECT_BYTES = 32 * 1024
MAX_BODY_BYTES = 1024 * 1024
Loaded = TypeVar("Loaded")
_CANONICAL = msgspec.json.Encoder(order="deterministic")

# `Expected … - at `$.revision``, `… - at `key` in `$.props``, `… - at `$.vendors[...]``
_PATH = re.compile(r"(?P<what>.*?)(?: - at (?:`key` in )?`\$\.?(?P<path>[^`]*)`)?$", re.DOTALL)


@lru_cache(maxsize=64)  # browsers send a handful of them
def check_media_type(content_type: str, content_encoding: str) -> None:
    """Only plain or JSON text, uncompressed, in UTF-8.

    `text/plain` is taken because it needs no preflight. Raises WrongMediaType.
    """
    kind, _, parameters = content_type.partition(";")
    if len(content_type) > 200 or kind.strip().lower() not in ("application/json", "text/plain"):
        raise WrongMediaType("send JSON as application/json or text/plain")
    charset = parameters.lower().replace('"', "").replace(" ", "")
    if "charset=" in charset and "charset=utf-8" not in charset and "charset=utf8" not in charset:
        raise WrongMediaType("send JSON in UTF-8")
    if content_encoding.strip().lower() not in ("", "identity"):
        raise WrongMediaType("send the body without compression")


def check_size(size: int, limit: int) -> None:
    """Raises TooLarge past the limit; both in bytes."""
    if size > limit:
        raise TooLarge(f"at most {limit} bytes")


def parse(body: bytes) -> Any:
    """JSON as plain objects. Raises Unreadable for anything that is no strict UTF-8 JSON."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(f"the body is no JSON: {error}") from error


def decode(decoder: msgspec.json.Decoder[Loaded], body: bytes) -> Loaded:
    """Parse and validate in one step. Raises Unreadable or InvalidInput."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        parse(body)  # broken further on? Then it is unreadable, as the other door finds at once.
        raise InvalidInput("the body is not valid", _fields(str(error))) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(f"the body is no JSON: {error}") from error


def digest(body: msgspec.Struct) -> bytes:
    """16 bytes of a validated body's content, by which a replay is told from a conflict (R2)."""
    return hashlib.blake2b(_CANONICAL.encode(body), digest_size=16).digest()


def load(schema: Schema, into: type[Loaded], raw: object) -> Loaded:
    """Validate plain objects with marshmallow and return the struct. Raises InvalidInput."""
    if not isinstance(raw, dict):
        raise InvalidInput("the body is not valid", {"_": ["expected an object"]})
    try:
        return msgspec.convert(schema.load(raw), into)
    except ValidationError as error:
        raise InvalidInput("the body is not valid", error.normalized_messages()) from error


def _fields(message: str) -> dict[str, list[str]]:
    """Errors by field from the one message of msgspec: `… - at `$.revision`` names `revision`."""
    match = _PATH.match(message)
    what, path = (match["what"], match["path"] or "") if match else (message, "")
    unknown = re.search(r"unknown field `([^`]*)`", what)
    missing = re.search(r"missing required field `([^`]*)`", what)
    inner = next((found[1] for found in (unknown, missing) if found), "")
    name = ".".join(part for part in (path.replace("[...]", ""), inner) if part)
    return {name or "_": [what]}
