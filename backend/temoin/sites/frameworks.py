"""The advertising industry's frameworks for a choice, off unless the owner turns them on."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from temoin.sites.theme import contrast
from temoin.web.strict import StrictInteger

# The end is written so that Python and JSON Schema understand it alike.
_COUNTRY = re.compile(r"^([A-Z]{2})?(?!\n)$")
TCF_PURPOSES = 11
SPECIAL_FEATURES = 2
GPP_SECTIONS = ("usnat", "usca")
MAX_NUMBER = 4095  # 12 bits in the framework's string
MAX_VENDOR = 65535
NOT_REGISTERED = (
    "only a consent platform that IAB Europe registered may sign for its framework: "
    "register yours and write its number (2 to 4095), or leave 0"
)
CONTRAST = 5.0  # of texts, where IAB Europe's framework is on (its policies)
NO_COUNTRY = "write the country in which the publisher is established, such as FR"
# What the four shipped purposes mean in the framework's words. Special features are in none of
# them: each needs an opt-in of its own.
USUAL_PURPOSES = {
    "preferences": [1, 5, 6, 11],
    "statistics": [1, 8, 9, 10],
    "marketing": [1, 2, 3, 4, 7],
    "media": [1],
}


def default_frameworks() -> dict[str, Any]:
    """Both off."""
    return {"tcf": default_tcf(), "gpp": {"sections": []}}


def default_tcf() -> dict[str, Any]:
    """Off, with the mapping that is used when it is turned on."""
    return {
        "cmp_id": 0,
        "cmp_version": 1,
        "country": "",
        "purposes": {key: list(ids) for key, ids in USUAL_PURPOSES.items()},
        "special_features": {},
    }


def is_any_on(frameworks: dict[str, Any]) -> bool:
    """Whether pages of the site carry an interface of either."""
    return bool(frameworks["tcf"]["cmp_id"] or frameworks["gpp"]["sections"])


def pale_texts(data: dict[str, Any]) -> dict[str, Any]:
    """What of the theme is too pale for the framework, by field; empty while that is off."""
    if not data["frameworks"]["tcf"]["cmp_id"]:
        return {}
    message = [f"IAB Europe's framework asks for a contrast of at least {CONTRAST:.0f}"]
    found: dict[str, Any] = {}
    for front, back in (("text", "background"), ("accent_text", "accent")):
        if contrast(data["theme"][front], data["theme"][back]) < CONTRAST:
            found[front] = message
        if contrast(data["theme"]["dark"][front], data["theme"]["dark"][back]) < CONTRAST:
            found.setdefault("dark", {})[front] = message
    return found


def _registered(number: int) -> None:
    """Refuse 1, which stands for platforms that are not registered."""
    if number == 1:
        raise ValidationError(NOT_REGISTERED)


def _map(most: int, default: Any, description: str) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(validate=validate.Length(1, 32)),
        values=fields.List(StrictInteger(validate=validate.Range(1, most))),
        load_default=default,
        metadata={"description": description},
    )


class TcfSchema(Schema):
    """IAB Europe's Transparency and Consent Framework."""

    cmp_id = StrictInteger(
        load_default=0,
        validate=[
            validate.Range(0, MAX_NUMBER, error=NOT_REGISTERED),
            _registered,
        ],
        metadata={
            "description": "Number of your consent platform, registered with IAB Europe; "
            "0 leaves the framework off."
        },
    )
    cmp_version = StrictInteger(load_default=1, validate=validate.Range(1, MAX_NUMBER))
    country = fields.String(
        load_default="",
        validate=validate.Regexp(_COUNTRY, error=NO_COUNTRY),
        metadata={"description": "Country of the publisher's establishment; needed when on."},
    )
    purposes = _map(
        TCF_PURPOSES,
        lambda: default_tcf()["purposes"],
        "The framework's purposes (1 to 11) by purpose of the site.",
    )
    special_features = _map(
        SPECIAL_FEATURES,
        dict,
        "Special features (1 location, 2 scanning the device) by purpose of the site that asks "
        "for them and for nothing else.",
    )

    @validates_schema
    def _complete(self, data: dict[str, Any], **_: object) -> None:
        if data["cmp_id"] and not data["country"]:
            raise ValidationError(NO_COUNTRY, "country")


class GppSchema(Schema):
    """IAB Tech Lab's Global Privacy Platform: sections for the United States."""

    sections = fields.List(
        fields.String(validate=validate.OneOf(GPP_SECTIONS)),
        load_default=list,
        validate=validate.Length(max=len(GPP_SECTIONS)),
        metadata={"description": "`usnat` and `usca`; none leaves the platform off."},
    )


class FrameworksSchema(Schema):
    """Both frameworks."""

    tcf = fields.Nested(TcfSchema, load_default=default_tcf)
    gpp = fields.Nested(GppSchema, load_default=lambda: {"sections": []})
