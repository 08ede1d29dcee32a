"""marshmallow fields that convert nothing: `"1"` is no number and `1` is no boolean."""

from __future__ import annotations

from typing import Any

from marshmallow import fields


class StrictString(fields.String):
    """A JSON string, nothing else."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        return value


class StrictBoolean(fields.Boolean):
    """`true` or `false`, nothing else."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class StrictInteger(fields.Integer):
    """A JSON whole number, nothing else; `3.0` counts as one, as in JSON itself."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not is_whole:
            raise self.make_error("invalid", input=value)
        return int(value)
