"""A/B tests of the banner: arms that say or place some things otherwise than the document.

The document itself is the arm `""`. Accept and refuse share one look and every arm passes the same
checks as a document, so an arm in which refusing is harder cannot be made (EDPB-05, CNIL-04).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from temoin.sites.kinds import own_texts
from temoin.sites.theme import ThemeSchema, problem_of_logo

CONTROL = ""
STICKY = ("view", "day")
MAX_ARMS = 9
_KEY = re.compile(r"^[a-z0-9][a-z0-9-]{0,15}(?!\n)$")


class ArmSchema(Schema):
    """One arm: its key, and what differs of texts and theme."""

    key = fields.String(required=True, validate=validate.Regexp(_KEY))
    texts = own_texts()
    theme = fields.Dict(keys=fields.String(), load_default=dict)


class ExperimentSchema(Schema):
    """Arms beside the document; none is no test.

    `sticky`: `view` lets chance decide at every page view, `day` keeps an arm for an address until
    midnight (UTC). Neither stores anything in the browser.
    """

    sticky = fields.String(load_default="view", validate=validate.OneOf(STICKY))
    arms = fields.List(
        fields.Nested(ArmSchema), load_default=list, validate=validate.Length(max=MAX_ARMS)
    )


def no_experiment() -> dict[str, Any]:
    """What a document without a test holds."""
    return {"sticky": "view", "arms": []}


def arm_keys(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Keys of all arms, the document's own first; just that one when there is no test."""
    return (CONTROL, *(arm["key"] for arm in raw["experiment"]["arms"]))


def shown_in(raw: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The document as this arm shows it."""
    found = next((arm for arm in raw["experiment"]["arms"] if arm["key"] == key), None)
    if found is None:
        return dict(raw)
    languages = {*raw["texts"], *found["texts"]}
    return {
        **raw,
        "texts": {
            tag: {**raw["texts"].get(tag, {}), **found["texts"].get(tag, {})} for tag in languages
        },
        "theme": {**raw["theme"], **found["theme"]},
    }


def problems_of_arms(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What is wrong with the arms of an otherwise valid document, by field."""
    keys = arm_keys(raw)
    if len(set(keys)) != len(keys):
        return {"experiment": {"arms": ["two arms have the same key"]}}
    wrong = dict(_wrong_themes(raw))
    return {"experiment": {"arms": wrong}} if wrong else {}


def _wrong_themes(raw: Mapping[str, Any]) -> Iterator[tuple[int, Any]]:
    for number, arm in enumerate(raw["experiment"]["arms"]):
        theme = shown_in(raw, arm["key"])["theme"]
        try:
            ThemeSchema().load(theme)
        except ValidationError as error:
            yield number, {"theme": error.messages}
            continue
        if foreign := problem_of_logo(theme, raw["domains"]):
            yield number, {"theme": {"logo": [foreign]}}
