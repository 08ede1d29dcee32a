"""What is told of a purpose beyond its words, and what is told of the shipped ones from the start.

`fill_in` gives a purpose of any age all fields, so that everybody else finds them there.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from temoin.core.consent import STATISTICS
from temoin.purposes.vocabulary import FALLBACK, read

CONSENT = "consent"
LISTS = ("data", "persons", "recipients", "security")  # of keys and own words
TEXTS = ("interest", "mandatory", "automated", "source")
ASKED = ("banner", "form", "none")
ROLES = ("controller", "joint", "processor")
Purpose = dict[str, Any]


def fill_in(purpose: Purpose, languages: Sequence[str]) -> None:
    """Add the facts that a purpose lacks: the shipped ones to a shipped purpose, else empty ones.

    Only consent is asked for, in the banner unless the purpose says otherwise.
    """
    for name, fact in _shipped_facts(purpose["key"], languages).items():
        purpose.setdefault(name, fact)
    for name, fact in _no_facts().items():
        purpose.setdefault(name, fact)
    if purpose.get("asked") is None:
        purpose["asked"] = "banner" if purpose["basis"] == CONSENT else "none"


def in_banner(purposes: Iterable[Purpose]) -> list[Purpose]:
    """The purposes that the banner asks for, which alone are chosen, held back and recorded.

    One that does not say where it is asked is asked there.
    """
    return [purpose for purpose in purposes if purpose.get("asked") in (None, "banner")]


def fill_in_controller(controller: dict[str, Any]) -> None:
    """Add what a controller does not say."""
    for name in ("name", "contact", "address", "country", "dpo", "representative", "authority"):
        controller.setdefault(name, "")
    controller.setdefault("role", ROLES[0])
    controller.setdefault("partners", [])


def proof_of_choices(languages: Sequence[str]) -> Purpose:
    """The purpose of the service's own records, which every site has without being told of it."""
    purpose = {
        name: _spoken(fact, languages) if name in ("title", "text") else fact
        for name, fact in read("proof").items()
    }
    made: Purpose = {**purpose, **_filled(purpose, languages), "detail": {}, "vendors": []}
    fill_in(made, languages)
    return {**made, "sold": False, "sensitive": False}


def told_of(document: Mapping[str, Any]) -> list[Purpose]:
    """All purposes as notices and register tell them: the proof of choices is one of them.

    Where the daily purge has a period of the owner's, that is the one to tell.
    """
    periods = document.get("retention", {})
    proof = proof_of_choices(document["languages"])
    return [
        *(
            _kept_for(one, periods.get("events_months")) if one["key"] == STATISTICS else one
            for one in document["purposes"]
        ),
        _kept_for(proof, 12 * periods["proof_years"] if "proof_years" in periods else None),
    ]


def _kept_for(purpose: Purpose, months: int | None) -> Purpose:
    if months is None:
        return purpose
    return {**purpose, "retention": {**purpose["retention"], "months": months, "days": None}}


def shipped_reason(key: str, months: int | None) -> Mapping[str, str]:
    """Why a shipped purpose keeps data for so long; empty when that is the owner's own period."""
    retention = _shipped().get(key, {}).get("retention", {})
    return retention["reason"] if retention and retention["months"] == months else {}


@cache
def _shipped() -> Mapping[str, Any]:
    facts: Mapping[str, Any] = read("shipped")
    return facts


def _shipped_facts(key: str, languages: Sequence[str]) -> dict[str, Any]:
    return _filled(_shipped().get(key, {}), languages)


def _filled(facts: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """Facts as documents spell them, their texts in the languages of the site."""
    made: dict[str, Any] = {}
    for name, fact in facts.items():
        if name in LISTS:
            made[name] = {"known": list(fact["known"]), "own": []}
        elif name == "retention":
            made[name] = {"days": None, **fact, "reason": _spoken(fact["reason"], languages)}
        elif name == "exemption":
            made[name] = {**fact, "reason": _spoken(fact["reason"], languages)}
        elif name in TEXTS:
            made[name] = _spoken(fact, languages)
    return made


def _spoken(texts: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    return {tag: texts[tag] for tag in languages if tag in texts} or {FALLBACK: texts[FALLBACK]}


def _no_facts() -> dict[str, Any]:
    return copy.deepcopy(
        {
            "basis": CONSENT,
            "exemption": {"category": "", "reason": {}},
            "transfers": [],
            "retention": {"months": None, "days": None, "reason": {}},
            **{name: {"known": [], "own": []} for name in LISTS},
            **{name: {} for name in TEXTS},
        }
    )
