"""Kinds of fields that a site's configuration is made of."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate

from temoin.core import origin, text
from temoin.purposes.vocabulary import terms


def clean_text(value: str) -> None:
    """Refuse what cannot be stored."""
    if not text.is_storable(value):
        raise ValidationError("contains characters that cannot be stored")


def short(limit: int) -> fields.String:
    """A required text of one to `limit` characters."""
    return fields.String(required=True, validate=[validate.Length(1, limit), clean_text])


def texts(limit: int, **more: Any) -> fields.Dict:
    """A text for each language."""
    value = fields.String(validate=[validate.Length(1, limit), clean_text])
    return fields.Dict(keys=fields.String(validate=is_language), values=value, **more)


def own_texts(limit: int = 4000) -> fields.Dict:
    """An owner's wording of the banner: for each language, texts by name."""
    name = fields.String(validate=[validate.Length(1, 40), clean_text])
    value = fields.String(validate=[validate.Length(max=limit), clean_text])
    return fields.Dict(
        keys=fields.String(validate=is_language),
        values=fields.Dict(keys=name, values=value),
        load_default=dict,
    )


def is_language(value: str) -> None:
    """Refuse what is not spelled as a language tag."""
    if text.language_tag(value) != value:
        raise ValidationError("not a language tag such as fr or pt-br")


def link(value: str) -> None:
    """Refuse what a browser does not open as a page; an empty text is no link."""
    # No javascript:, data:, or tricks with white space (V3).
    if value and origin.page_address(value) is None:
        raise ValidationError("write a full address such as https://shop.example/privacy")


def country(value: str) -> None:
    """Refuse what is no country's code (ISO 3166-1 alpha-2); empty is unknown."""
    if value and value not in terms("countries"):
        raise ValidationError("write a country as two capital letters, such as FR")
