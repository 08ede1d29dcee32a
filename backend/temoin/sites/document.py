"""A site's configuration as one document: what `temoin site set` takes and a revision freezes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from temoin.core import origin, text
from temoin.core.consent import NECESSARY
from temoin.core.errors import InvalidInput
from temoin.sites.defaults import fill_words
from temoin.sites.theme import ThemeSchema, default_theme

# The end is written so that Python and JSON Schema understand it alike; marshmallow adds none.
# `necessary` asks for no choice; the others are fields of the cookie beside the purposes.
RESERVED = frozenset({NECESSARY, "revision", "at", "id", "grant"})
PURPOSE_KEY = re.compile(r"^[a-z][a-z0-9_-]{0,31}(?!\n)$")
LIMITS = {"name": 200, "title": 80, "sentence": 400, "detail": 4000, "purposes": 30, "domains": 100}


@dataclass(frozen=True, slots=True)
class SiteDocument:
    """The validated document; `raw` is its canonical JSON object."""

    raw: dict[str, Any]

    @property
    def name(self) -> str:
        """The site's name, for people."""
        return str(self.raw["name"])

    @property
    def languages(self) -> list[str]:
        """Languages offered; the first is the default."""
        return list(self.raw["languages"])

    @property
    def purposes(self) -> tuple[str, ...]:
        """Keys of the purposes that can be chosen, in order."""
        return tuple(purpose["key"] for purpose in self.raw["purposes"])

    @property
    def origins(self) -> frozenset[str]:
        """Origins that may send for this site."""
        return origin.origins_of(self.raw["domains"])

    def said(self, purpose: dict[str, Any], what: str, language: str) -> str:
        """A purpose's `title`, `text` or `detail` in this language, else in the site's first.

        A title is never empty: without any words it is the purpose's key.
        """
        words: dict[str, str] = purpose.get(what) or {}
        for tag in (language, self.raw["languages"][0]):
            if tag in words:
                return words[tag]
        return next(iter(words.values()), purpose["key"] if what == "title" else "")

    def canonical(self) -> str:
        """One spelling for one content, so that equal documents have equal hashes."""
        return json.dumps(self.raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _clean_text(value: str) -> None:
    if not text.is_storable(value):
        raise ValidationError("contains characters that cannot be stored")


def _short(limit: int, *, required: bool = True) -> fields.String:
    low = 1 if required else 0
    return fields.String(required=required, validate=[validate.Length(low, limit), _clean_text])


def _texts(limit: int) -> fields.Dict:
    value = fields.String(validate=[validate.Length(1, limit), _clean_text])
    return fields.Dict(keys=fields.String(validate=_is_language), values=value)


def _is_language(value: str) -> None:
    if text.language_tag(value) != value:
        raise ValidationError("not a language tag such as fr or pt-br")


def _link(value: str) -> None:
    # Only what a browser opens as a page: no javascript:, data:, or tricks with white space (V3).
    if value and origin.page_address(value) is None:
        raise ValidationError("write a full address such as https://shop.example/privacy")


class VendorSchema(Schema):
    """A recipient behind a tag."""

    name = _short(120)
    policy = fields.String(load_default="", validate=[validate.Length(max=500), _clean_text, _link])


class PurposeSchema(Schema):
    """One purpose: key, and per language a title, a sentence and details."""

    key = fields.String(required=True, validate=validate.Regexp(PURPOSE_KEY))
    title = _texts(LIMITS["title"])
    text = _texts(LIMITS["sentence"])
    detail = _texts(LIMITS["detail"])
    vendors = fields.List(
        fields.Nested(VendorSchema), load_default=list, validate=validate.Length(max=200)
    )

    @validates_schema
    def _free_key(self, data: dict[str, Any], **_: object) -> None:
        if data["key"] in RESERVED:
            raise ValidationError(f"{data['key']!r} has a meaning of its own: take another", "key")


class DocumentSchema(Schema):
    """The whole document; unknown fields are refused (V25)."""

    name = _short(LIMITS["name"])
    domains = fields.List(
        fields.String(), required=True, validate=validate.Length(1, LIMITS["domains"])
    )
    languages = fields.List(
        fields.String(validate=_is_language),
        load_default=lambda: ["fr", "en"],
        validate=validate.Length(1, 50),
    )
    policy_url = _texts(500)
    purposes = fields.List(
        fields.Nested(PurposeSchema), required=True, validate=validate.Length(1, LIMITS["purposes"])
    )
    texts = fields.Dict(
        keys=fields.String(validate=_is_language),
        values=fields.Dict(
            keys=fields.String(validate=[validate.Length(1, 40), _clean_text]),
            values=fields.String(validate=[validate.Length(max=LIMITS["detail"]), _clean_text]),
        ),
        load_default=dict,
    )
    theme = fields.Nested(ThemeSchema, load_default=default_theme)

    @post_load
    def _normalise(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        problems: dict[str, Any] = {}
        try:
            data["domains"] = sorted({origin.clean_domain(domain) for domain in data["domains"]})
        except InvalidInput as error:
            problems["domains"] = [error.what]
        keys = [purpose["key"] for purpose in data["purposes"]]
        if len(set(keys)) != len(keys):
            problems["purposes"] = ["two purposes have the same key"]
        data.setdefault("policy_url", {})
        for language, url in data["policy_url"].items():
            try:
                _link(url)
            except ValidationError as error:
                problems["policy_url"] = {language: error.messages}
        if problems:
            raise ValidationError(problems)
        fill_words(data)
        return data


def load_document(raw: object) -> SiteDocument:
    """The document, with defaults filled in. Raises InvalidInput naming each wrong field."""
    if not isinstance(raw, dict):
        raise InvalidInput("a site's configuration is a mapping", {"_": ["not a mapping"]})
    try:
        return SiteDocument(DocumentSchema().load(raw))
    except ValidationError as error:
        raise InvalidInput("the configuration is not valid", error.normalized_messages()) from error
