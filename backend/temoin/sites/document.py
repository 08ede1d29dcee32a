"""A site's configuration as one document: what `temoin site set` takes and a revision freezes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from temoin.core import origin
from temoin.core.consent import Offer
from temoin.core.errors import InvalidInput
from temoin.purposes import facts
from temoin.sites.controller import ControllerSchema
from temoin.sites.defaults import fill_words
from temoin.sites.experiment import ExperimentSchema, arm_keys, no_experiment, problems_of_arms
from temoin.sites.frameworks import FrameworksSchema, default_frameworks, pale_texts
from temoin.sites.kinds import is_language, link, own_texts, short, texts
from temoin.sites.periods import PeriodsSchema, fill_in_periods
from temoin.sites.purpose import LIMITS as OF_PURPOSE
from temoin.sites.purpose import PurposeSchema
from temoin.sites.regimes import NOT_SOLD, ChoiceSchema, packs, problems_of
from temoin.sites.theme import ThemeSchema, default_theme, problem_of_logo
from temoin.sites.vendors import complete
from temoin.web.strict import StrictBoolean

UNKNOWN = "marketing"  # the purpose that asks most
LIMITS = {**OF_PURPOSE, "name": 200, "purposes": 30, "domains": 100}


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
        return tuple(purpose["key"] for purpose in self.asked)

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The purposes that the banner asks for; the others are in notices and the register."""
        return facts.in_banner(self.raw["purposes"])

    @property
    def offer(self) -> Offer:
        """What visitors can choose."""
        vendors = {
            vendor["key"]: purpose["key"] for purpose in self.asked for vendor in purpose["vendors"]
        }
        return Offer(self.purposes, vendors, arm_keys(self.raw))

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


# Made from a dictionary, because a schema has an attribute `unknown` of its own.
BlockingSchema = Schema.from_dict(
    {
        "automatic": StrictBoolean(
            load_default=True,
            metadata={"description": "Hold third parties back although no tag says so."},
        ),
        "unknown": fields.String(
            load_default=None,
            validate=validate.Length(max=32),
            metadata={
                "description": "The purpose under which third parties that nobody named are held; "
                "empty leaves them alone."
            },
        ),
    },
    name="BlockingSchema",
)


class DocumentSchema(Schema):
    """The whole document; unknown fields are refused (V25)."""

    name = short(LIMITS["name"])
    domains = fields.List(
        fields.String(), required=True, validate=validate.Length(1, LIMITS["domains"])
    )
    languages = fields.List(
        fields.String(validate=is_language),
        load_default=lambda: ["fr", "en"],
        validate=validate.Length(1, 50),
    )
    controller = fields.Nested(
        ControllerSchema,
        metadata={"description": "Who decides about the data (GDPR art. 4, 13, 26, 27, 30)."},
    )
    policy_url = texts(500)
    purposes = fields.List(
        fields.Nested(PurposeSchema), required=True, validate=validate.Length(1, LIMITS["purposes"])
    )
    texts = own_texts(LIMITS["detail"])
    theme = fields.Nested(ThemeSchema, load_default=default_theme)
    blocking = fields.Nested(BlockingSchema)
    regimes = fields.Dict(
        keys=fields.String(validate=validate.OneOf(tuple(packs()))),
        values=fields.Nested(ChoiceSchema),
        load_default=dict,
        metadata={"description": "By pack; visitors under any other are asked as in the EU."},
    )
    counting = StrictBoolean(
        load_default=False,
        metadata={"description": "Count how often the banner is shown and what becomes of it."},
    )
    headless = StrictBoolean(
        load_default=False,
        metadata={
            "description": "The pages draw the first layer and the way to withdraw themselves."
        },
    )
    cross = StrictBoolean(
        load_default=False,
        metadata={
            "description": "The first layer can be closed by a cross that says it continues "
            "without accepting, and refuses; where a law asks for one it is there anyway."
        },
    )
    shared_choice = StrictBoolean(
        load_default=False,
        metadata={
            "description": "The domains are one group: a choice made on one holds on the others."
        },
    )
    experiment = fields.Nested(ExperimentSchema, load_default=no_experiment)
    frameworks = fields.Nested(FrameworksSchema, load_default=default_frameworks)
    retention = fields.Nested(PeriodsSchema)

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
        else:
            problems |= _wrong_parts(data)
        data.setdefault("policy_url", {})
        for language, url in data["policy_url"].items():
            try:
                link(url)
            except ValidationError as error:
                problems["policy_url"] = {language: error.messages}
        if foreign := problem_of_logo(data["theme"], data["domains"]):
            problems["theme"] = {**problems.get("theme", {}), "logo": [foreign]}
        problems = problems or problems_of_arms(data)
        if problems:
            raise ValidationError(problems)
        controller = data["controller"]
        controller |= {n: said.strip() for n, said in controller.items() if isinstance(said, str)}
        fill_words(data)
        return data


def _wrong_parts(data: dict[str, Any]) -> dict[str, Any]:
    """Fill in what follows from the purposes; what contradicts them, by field."""
    problems: dict[str, Any] = {}
    fill_in(data)
    # What the banner asks comes first, in the order in which it is shown.
    data["purposes"].sort(key=lambda purpose: purpose["asked"] != "banner")
    keys = [purpose["key"] for purpose in facts.in_banner(data["purposes"])]
    if not keys:
        return {"purposes": ["the banner asks for one purpose at least"]}
    if data["blocking"]["unknown"] not in (*keys, ""):
        problems["blocking"] = {"unknown": ["not a purpose of this site"]}
    given = [vendor["key"] for purpose in data["purposes"] for vendor in purpose["vendors"]]
    if len(set(given)) != len(given):
        problems["purposes"] = ["two recipients have the same key"]
    if looser := problems_of(data["regimes"], keys):
        problems["regimes"] = looser
    if pale := pale_texts(data):
        problems["theme"] = pale
    return problems


def fill_in(data: dict[str, Any]) -> None:
    """Add the fields of today to a document that was written before there were any."""
    complete(data["purposes"])
    for purpose in data["purposes"]:
        facts.fill_in(purpose, data["languages"])
    facts.fill_in_controller(data.setdefault("controller", {}))
    data["theme"] = {**default_theme(), **data["theme"]}
    data.setdefault("counting", False)
    data.setdefault("headless", False)
    data.setdefault("cross", False)
    data.setdefault("shared_choice", False)
    data.setdefault("experiment", no_experiment())
    blocking = data.setdefault("blocking", {})
    blocking.setdefault("automatic", True)
    if blocking.get("unknown") is None:
        keys = [purpose["key"] for purpose in facts.in_banner(data["purposes"])]
        blocking["unknown"] = UNKNOWN if UNKNOWN in keys else next(reversed(keys), "")
    data.setdefault("regimes", {})
    for purpose in data["purposes"]:
        purpose.setdefault("sensitive", False)
        if purpose.get("sold") is None:
            purpose["sold"] = purpose["key"] not in NOT_SOLD
    data.setdefault("frameworks", default_frameworks())
    fill_in_periods(data)


def stored_document(text: str) -> SiteDocument:
    """A document from the database, which was valid when it was written."""
    raw = json.loads(text)
    fill_in(raw)
    return SiteDocument(raw)


def load_document(raw: object) -> SiteDocument:
    """The document, with defaults filled in. Raises InvalidInput naming each wrong field."""
    if not isinstance(raw, dict):
        raise InvalidInput("a site's configuration is a mapping", {"_": ["not a mapping"]})
    try:
        return SiteDocument(DocumentSchema().load(raw))
    except ValidationError as error:
        raise InvalidInput("the configuration is not valid", error.normalized_messages()) from error
