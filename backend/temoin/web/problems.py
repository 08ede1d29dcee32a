"""The only file that knows HTTP statuses: one table from errors to problem+json (RFC 9457)."""

from __future__ import annotations

from typing import Any

import msgspec

from temoin.core import errors

STATUSES: tuple[tuple[type[errors.TemoinError], int, str], ...] = (
    (errors.Unreadable, 400, "The body cannot be read"),
    (errors.Unauthenticated, 401, "Sign in first"),
    (errors.Forbidden, 403, "Not allowed"),
    (errors.NotFound, 404, "Not found"),
    (errors.TooSlow, 408, "The body came too slowly"),
    (errors.Conflict, 409, "Conflict"),
    (errors.TooLarge, 413, "The body is too large"),
    (errors.WrongMediaType, 415, "This kind of body is not taken"),
    (errors.InvalidInput, 422, "Not valid"),
    (errors.TooMany, 429, "Too many requests"),
    (errors.Unavailable, 503, "Not available right now"),
)
PROBLEM_TYPE = "application/problem+json"


def status_of(error: BaseException) -> int:
    """Status for an error; 500 for one that is no TemoinError."""
    return next((status for kind, status, _ in STATUSES if isinstance(error, kind)), 500)


def problem(error: errors.TemoinError) -> dict[str, Any]:
    """The problem document of an error: `title`, `status`, `detail`, and `errors` by field."""
    title = next((text for kind, _, text in STATUSES if isinstance(error, kind)), "Error")
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status_of(error),
        "detail": error.what,
    }
    if isinstance(error, errors.InvalidInput) and error.fields:
        document["errors"] = error.fields
    return document


def problem_bytes(error: errors.TemoinError) -> bytes:
    """The same as JSON bytes."""
    return msgspec.json.encode(problem(error))


def extra_headers(error: errors.TemoinError) -> list[tuple[str, str]]:
    """`Retry-After` where trying again makes sense, `WWW-Authenticate` where a token is missing."""
    if isinstance(error, errors.Unauthenticated):
        return [("WWW-Authenticate", "Bearer")]  # RFC 9110 section 15.5.2 demands one
    if isinstance(error, errors.TooMany | errors.Unavailable):
        return [("Retry-After", str(error.retry_after_s))]
    return []
