"""What a purpose or a controller still has to say before a notice and the register are whole.

The rows are those of GDPR art. 13, 14 and 30; what is missing is told with the place to fill it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from temoin.purposes.authorities import authority_of, eea
from temoin.purposes.facts import CONSENT, LISTS

NOTICE = "notice"
REGISTER = "register"
BOTH = frozenset({NOTICE, REGISTER})
_NOTICE = frozenset({NOTICE})
_REGISTER = frozenset({REGISTER})


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not said: `field` is where to say it, `needed` who cannot do without.

    `language` is that of a text which other languages have.
    """

    field: str
    needed: frozenset[str] = BOTH
    language: str = ""

    @property
    def key(self) -> str:
        """Key of the sentence that says what is missing."""
        return f"purposes.gap.{self.field}"


def gaps_of_purpose(purpose: Mapping[str, Any], languages: Sequence[str] = ()) -> list[Gap]:
    """What a purpose lacks, its texts in each of these languages; in any one when none is named."""
    return [
        *_texts(purpose["title"], "title", languages),
        *_texts(purpose["text"], "text", languages),
        *_basis(purpose, languages),
        *_lists(purpose, languages),
        *_retention(purpose["retention"], languages),
        *_optional(purpose, ("automated", "source"), languages),
        *(
            Gap("transfers", _NOTICE)
            for transfer in purpose["transfers"]
            if not transfer["safeguard"]
        ),
    ]


def gaps_of_controller(controller: Mapping[str, Any], languages: Sequence[str] = ()) -> list[Gap]:
    """What a controller lacks."""
    return list(_controller(controller, languages))


def is_whole(gaps: Iterable[Gap], thing: str) -> bool:
    """Whether nothing is missing for a `notice` or the `register`."""
    return not any(thing in gap.needed for gap in gaps)


def _basis(purpose: Mapping[str, Any], languages: Sequence[str]) -> Iterator[Gap]:
    """What each legal basis has to be told with."""
    if purpose["basis"] == "legitimate_interests":
        yield from _texts(purpose["interest"], "interest", languages)
    if purpose["basis"] != CONSENT:
        # A consent that something else hangs on is none, so there the answer is known.
        yield from _texts(purpose["mandatory"], "mandatory", languages, _NOTICE)
    elif purpose["mandatory"]:
        yield from _texts(purpose["mandatory"], "mandatory", languages, _NOTICE)
    if purpose["asked"] == "none" and _tracks(purpose) and not purpose["exemption"]["category"]:
        yield Gap("exemption", _NOTICE)
    if purpose["exemption"]["category"]:
        yield from _texts(purpose["exemption"]["reason"], "exemption", languages, _NOTICE)


def _tracks(purpose: Mapping[str, Any]) -> bool:
    """Whether something of the purpose acts in the browser (ePrivacy art. 5(3))."""
    return any(vendor["hosts"] or vendor["cookies"] for vendor in purpose["vendors"])


def _lists(purpose: Mapping[str, Any], languages: Sequence[str]) -> Iterator[Gap]:
    for name in LISTS:
        listed = purpose[name]
        needed = _REGISTER if name == "security" else BOTH
        is_named = name == "recipients" and bool(purpose["vendors"])
        if not listed["known"] and not listed["own"] and not is_named:
            yield Gap(name, needed)
        for own in listed["own"]:
            yield from _texts(own, name, languages, needed)


def _retention(retention: Mapping[str, Any], languages: Sequence[str]) -> Iterator[Gap]:
    """A period, or words for what ends it; with a reason either way."""
    yield from _texts(retention["reason"], "retention", languages)


def _optional(
    purpose: Mapping[str, Any], names: Iterable[str], languages: Sequence[str]
) -> Iterator[Gap]:
    for name in names:
        if purpose[name]:
            yield from _texts(purpose[name], name, languages, _NOTICE)


def _controller(controller: Mapping[str, Any], languages: Sequence[str]) -> Iterator[Gap]:
    for name in ("name", "contact", "address", "country"):
        if not controller[name]:
            yield Gap(f"controller.{name}")
    if authority_of(controller) is None:
        yield Gap("controller.authority", _NOTICE)
    is_outside = bool(controller["country"]) and controller["country"] not in eea()
    if is_outside and not controller["representative"]:
        yield Gap("controller.representative")
    if controller["role"] != "controller" and not controller["partners"]:
        yield Gap("controller.partners")
    for partner in controller["partners"]:
        if not partner["contact"]:
            yield Gap("controller.partners")
        if controller["role"] == "joint":
            yield from _texts(partner["agreed"], "controller.partners", languages)


def _texts(
    texts: Mapping[str, str],
    field: str,
    languages: Sequence[str],
    needed: frozenset[str] = BOTH,
) -> Iterator[Gap]:
    """A gap for nothing at all, else for each language that lacks the text."""
    if not texts:
        yield Gap(field, needed)
        return
    for language in languages:
        if language not in texts:
            yield Gap(field, needed, language)
