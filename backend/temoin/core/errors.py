"""What can go wrong, in the words of the product. `web.problems` alone knows HTTP statuses."""

from __future__ import annotations

from collections.abc import Mapping

FieldErrors = Mapping[str, object]


class TemoinError(Exception):
    """Base of all errors a caller may meet; `what` is safe to show, `hint` is for operators."""

    def __init__(self, what: str, *, hint: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


class Unreadable(TemoinError):
    """The bytes are not what they claim to be (bad JSON, bad encoding)."""


class InvalidInput(TemoinError):
    """Readable, but not acceptable. `fields` maps a field path to its messages."""

    def __init__(self, what: str, fields: FieldErrors | None = None) -> None:
        super().__init__(what)
        self.fields: FieldErrors = fields or {}


class WrongMediaType(TemoinError):
    """The body is of a kind that this endpoint does not take."""


class TooLarge(TemoinError):
    """The body is larger than the limit."""


class TooSlow(TemoinError):
    """The body did not arrive in time."""


class Unauthenticated(TemoinError):
    """Nobody is signed in, or the token is unknown."""


class Forbidden(TemoinError):
    """Known caller, but not allowed to do this."""


class NotFound(TemoinError):
    """Unknown, or somebody else's: both look the same from outside."""


class Conflict(TemoinError):
    """The same idempotency key was used with other content, or the thing changed meanwhile."""


class TooMany(TemoinError):
    """A limit was reached; try again after `retry_after_s` seconds."""

    def __init__(self, what: str, retry_after_s: int) -> None:
        super().__init__(what)
        self.retry_after_s = retry_after_s


class Unavailable(TemoinError):
    """Cannot be kept safely right now (database locked, full or stopped; queue full)."""

    retry_after_s = 2


class BadSettings(TemoinError):
    """The environment holds a setting that cannot be used: the start stops with one line."""
