"""HTML forms: validated by marshmallow, messages as wording keys, values kept for showing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError

from temoin.core.errors import InvalidInput
from temoin.web import csrf


@dataclass(slots=True)
class Form:
    """What was sent and what is wrong with it.

    `data` is what the schema loaded, empty unless valid; `sent` are the raw values for showing the
    form again; `errors` are wording keys by field.
    """

    sent: Mapping[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors

    def refuse(self, name: str, message: str) -> None:
        """Mark a field as wrong; the first message of a field stays."""
        self.errors.setdefault(name, message)


def read_form(schema: type[Schema], lists: tuple[str, ...] = ()) -> Form:
    """The form sent with this request; `lists` names fields that may be sent several times.

    Raises InvalidInput for a field that the form does not have: nobody sends it by accident (V25).
    """
    sent: dict[str, Any] = {
        name: request.form.getlist(name) if name in lists else request.form[name]
        for name in request.form
        if name != csrf.FIELD
    }
    unknown = sent.keys() - schema().fields.keys()
    if unknown:
        raise InvalidInput("the form has no such field", {name: ["unknown"] for name in unknown})
    form = Form(sent)
    try:
        form.data = schema().load(sent)
    except ValidationError as error:
        for name, messages in error.normalized_messages().items():
            form.refuse(name, _first(messages))
    return form


def _first(messages: Any) -> str:
    """The first wording key of a field's messages; lists nest theirs by position."""
    while not isinstance(messages, str):
        messages = next(iter(messages.values() if isinstance(messages, dict) else messages))
    return messages
