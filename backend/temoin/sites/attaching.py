"""A recipient joins a purpose only once that is described (GDPR-03).

What was there before stays: a missing text never lets a tag loose, nor keeps a draft from being
saved, nor a banner from being published; the owner is warned instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from temoin.core.errors import InvalidInput
from temoin.purposes.completeness import Gap, gaps_of_controller, gaps_of_purpose
from temoin.purposes.sentences import sentence
from temoin.purposes.vocabulary import FALLBACK
from temoin.sites.document import SiteDocument


def gaps_before_adding(before: SiteDocument, after: SiteDocument) -> dict[int, list[Gap]]:
    """What purposes lack that get a recipient, by their index in the new document."""
    known = {
        (purpose["key"], vendor["key"])
        for purpose in before.raw["purposes"]
        for vendor in purpose["vendors"]
    }
    found = {
        number: gaps_of_purpose(purpose)
        for number, purpose in enumerate(after.raw["purposes"])
        if any((purpose["key"], vendor["key"]) not in known for vendor in purpose["vendors"])
    }
    return {number: gaps for number, gaps in found.items() if gaps}


def require_described(before: SiteDocument, after: SiteDocument) -> None:
    """Raises InvalidInput naming what a purpose that gets a recipient does not say."""
    found = gaps_before_adding(before, after)
    if not found:
        return
    fields = {
        str(number): {"vendors": [_sentence(after.raw["purposes"][number]["key"], gaps)]}
        for number, gaps in found.items()
    }
    raise InvalidInput("a recipient needs a purpose that is described", {"purposes": fields})


def warnings(document: SiteDocument) -> Iterator[str]:
    """What notices and register still miss, in English, for the command line."""
    said = gaps_of_controller(document.raw["controller"])
    yield from (f"{gap.field}: {sentence(FALLBACK, gap.key)}" for gap in said)
    for purpose in document.raw["purposes"]:
        for gap in gaps_of_purpose(purpose):
            yield f"{purpose['key']}.{gap.field}: {sentence(FALLBACK, gap.key)}"


def _sentence(key: str, gaps: list[Gap]) -> str:
    missing = dict.fromkeys(sentence(FALLBACK, gap.key) for gap in gaps)
    return sentence(FALLBACK, "purposes.incomplete", purpose=key, what="; ".join(missing))
