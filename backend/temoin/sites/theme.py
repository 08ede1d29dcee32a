"""The banner's look, and the contrast it must keep (EDPB-05, A11Y-01).

One set of colours serves accept and refuse alike, so no theme can make refusing harder (CNIL-04).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from temoin.core.origin import host_of

# The end is written so that Python and JSON Schema understand it alike; marshmallow adds none.
_COLOUR = re.compile(r"^#[0-9a-f]{6}(?!\n)$")
# What may stand between the quotes of a style sheet without ending them.
_LOGO = re.compile(r"^(https://[A-Za-z0-9.:-]+/[A-Za-z0-9._~!$&*+,;=:@%/?-]*)?(?!\n)$")
TEXT_CONTRAST = 4.5

LIGHT = {"accent": "#1d4ed8", "accent_text": "#ffffff", "background": "#ffffff", "text": "#1c1e26"}
DARK = {"accent": "#8ab4ff", "accent_text": "#0b1020", "background": "#171a21", "text": "#eceef4"}
# What an owner chooses from; the first is the default.
CHOICES = {
    "position": ("bottom", "bottom-left", "bottom-right", "center"),
    "font": ("system", "page"),
    "scheme": ("auto", "light", "dark", "page"),
    "reopen": ("left", "right", "none"),
    "reopen_as": ("text", "icon"),
}


def default_theme() -> dict[str, Any]:
    """A calm blue that passes in light and dark."""
    chosen = {name: values[0] for name, values in CHOICES.items()}
    return {**LIGHT, "dark": dict(DARK), "radius": 10, "logo": "", **chosen}


def problem_of_logo(theme: Mapping[str, Any], domains: list[str]) -> str:
    """Why the logo cannot be shown, empty when it can: nobody else is asked before a choice."""
    host = host_of(theme["logo"])
    own = [domain.removeprefix("www.") for domain in domains]
    if not theme["logo"] or any(host == one or f"{host}".endswith(f".{one}") for one in own):
        return ""
    return "a logo comes from one of the site's own domains"


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two `#rrggbb` colours, from 1 to 21. Source: WCAG 2.2, contrast ratio."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colour(default: str) -> fields.String:
    message = "a colour is written #rrggbb"
    return fields.String(load_default=default, validate=validate.Regexp(_COLOUR, error=message))


def _choice(name: str) -> fields.String:
    values = CHOICES[name]
    return fields.String(load_default=values[0], validate=validate.OneOf(values))


class PaletteSchema(Schema):
    """Four colours that must be readable on each other."""

    accent = _colour(DARK["accent"])
    accent_text = _colour(DARK["accent_text"])
    background = _colour(DARK["background"])
    text = _colour(DARK["text"])

    @post_load
    def _readable(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        for front, back, what in (
            ("text", "background", "text on the banner"),
            ("accent_text", "accent", "text on the buttons"),
        ):
            ratio = contrast(data[front], data[back])
            if ratio < TEXT_CONTRAST:
                raise ValidationError(
                    f"{what} has a contrast of {ratio:.1f}; people need at least {TEXT_CONTRAST}",
                    front,
                )
        if contrast(data["accent"], data["background"]) < 3:
            raise ValidationError("the buttons do not stand out (contrast below 3)", "accent")
        return data


class ThemeSchema(PaletteSchema):
    """The light palette, its dark twin, the shape, and what is the page's own."""

    accent = _colour(LIGHT["accent"])
    accent_text = _colour(LIGHT["accent_text"])
    background = _colour(LIGHT["background"])
    text = _colour(LIGHT["text"])
    dark = fields.Nested(PaletteSchema, load_default=lambda: dict(DARK))
    radius = fields.Integer(load_default=10, strict=True, validate=validate.Range(0, 24))
    logo = fields.String(
        load_default="",
        validate=[
            validate.Length(max=200),
            validate.Regexp(_LOGO, error="a logo is an address such as https://shop.example/a.svg"),
        ],
        metadata={"description": "An https address on one of the site's own domains, or nothing."},
    )
    position = _choice("position")
    font = _choice("font")
    scheme = _choice("scheme")
    reopen = _choice("reopen")
    reopen_as = _choice("reopen_as")
