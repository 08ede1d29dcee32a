"""The wording of a site, checked before visitors see it (CNIL-05, EDPB-10, EDPB-11, SAN-12).

Rules are one file a language; a language without a file has its labels compared all the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from temoin import catalogue
from temoin.core.errors import InvalidInput
from temoin.core.languages import nearest_language
from temoin.core.wording import Level, Phrase, Remark, Rules, check_labels, check_text
from temoin.purposes.facts import in_banner
from temoin.sites.defaults import WORDS
from temoin.sites.document import SiteDocument
from temoin.sites.experiment import no_experiment, shown_in

RULES = Path(__file__).parent / "rules"
WORDING = Path(__file__).parent / "wording"
# Google wants a platform that it certified for personalised advertising in Europe (GCM-07):
# https://support.google.com/adsense/answer/13554116
CERTIFIED = frozenset({"google-adsense"})
LABELS = ("accept", "refuse")  # a pair: a remark on one is a remark on both


@dataclass(frozen=True, slots=True)
class Finding:
    """A remark at its place in the document, such as `("texts", "fr", "accept")`."""

    path: tuple[str, ...]
    remark: Remark

    @property
    def is_error(self) -> bool:
        """Whether it stops publishing."""
        return self.remark.level is Level.ERROR

    @property
    def key(self) -> str:
        """Key of the sentence that says why and what to write instead."""
        return f"wording.{self.remark.rule}"


@cache
def rules_of(language: str) -> Rules:
    """The rules of the nearest language that has some, else none."""
    tag = nearest_language(language, [path.stem for path in RULES.glob("*.json")])
    if tag is None:
        return Rules()
    read = json.loads((RULES / f"{tag}.json").read_text(encoding="utf-8"))
    return Rules(
        tuple(re.compile(pattern) for pattern in read["accepting"]),
        tuple(_phrase(phrase) for phrase in read["phrases"]),
    )


def findings(document: Mapping[str, Any]) -> list[Finding]:
    """All remarks on what visitors of a valid document would read and meet, errors first."""
    languages = dict.fromkeys(document["languages"])
    found = [
        finding
        for language in languages
        for finding in (*_of_texts(document, language), *_of_purposes(document, language))
    ]
    found += _of_controller(document)
    found += _of_control(document)
    found += _of_recipients(document)
    found += _of_exemptions(document)
    found += _of_arms(document, languages)
    return sorted(found, key=lambda finding: not finding.is_error)


def require_fair(document: SiteDocument) -> None:
    """Raises InvalidInput with reason and suggestion for each text that must not be published."""
    errors = [finding for finding in findings(document.raw) if finding.is_error]
    if not errors:
        return
    fields: dict[str, Any] = {}
    for finding in errors:
        node = fields
        for part in finding.path[:-1]:
            node = node.setdefault(part, {})
        node.setdefault(finding.path[-1], []).append(sentence(finding))
    raise InvalidInput(_sentences()["wording.refused"], fields)


def sentence(finding: Finding) -> str:
    """The finding in English, for the command line and the API."""
    return _sentences()[finding.key].format(found=finding.remark.found)


@cache
def _sentences() -> dict[str, str]:
    loaded: dict[str, str] = json.loads((WORDING / "en.json").read_text(encoding="utf-8"))
    return loaded


def _phrase(read: Mapping[str, Any]) -> Phrase:
    return Phrase(
        read["rule"],
        Level(read["level"]),
        re.compile(read["pattern"]),
        frozenset(read.get("in", ())),
    )


def _of_texts(document: Mapping[str, Any], language: str) -> Iterator[Finding]:
    own: Mapping[str, str] = document["texts"].get(language, {})
    rules = rules_of(language)
    remarks = [remark for name, text in own.items() for remark in check_text(name, text, rules)]
    remarks += check_labels(own.get("accept"), own.get("refuse"))
    for remark in remarks:
        yield Finding(("texts", language, remark.place), remark)


def _of_arms(document: Mapping[str, Any], languages: Iterable[str]) -> Iterator[Finding]:
    """Every arm of an A/B test is read as visitors would read it."""
    for number, arm in enumerate(document.get("experiment", no_experiment())["arms"]):
        shown = shown_in(document, arm["key"])
        for language in languages:
            for finding in _of_texts(shown, language):
                if _is_said_by(arm, finding.path):
                    path = ("experiment", "arms", str(number), *finding.path)
                    yield Finding(path, finding.remark)


def _is_said_by(arm: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    """Whether the remark is about words of the arm; those of the document have their own."""
    _, language, place = path
    own = arm["texts"].get(language, {})
    return place in own or (place in LABELS and any(label in own for label in LABELS))


def _of_purposes(document: Mapping[str, Any], language: str) -> Iterator[Finding]:
    rules = rules_of(language)
    for number, purpose in enumerate(in_banner(document["purposes"])):
        for what in WORDS:
            words: Mapping[str, str] = purpose.get(what) or {}
            path = ("purposes", str(number), what, language)
            if language in words:
                for remark in check_text(f"purpose_{what}", words[language], rules):
                    yield Finding(path, remark)
            elif words:
                yield Finding(path, Remark(f"purpose_{what}", "missing", Level.WARNING))


def _of_controller(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Consent is informed when visitors are told who asks for it (EDPB-12)."""
    if not document["controller"]["name"]:
        yield Finding(("controller", "name"), Remark("controller", "unnamed", Level.WARNING))


def _of_control(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Where no control is shown on every page, the page has to have one (EDPB-09, CNIL-14)."""
    if document["theme"]["reopen"] == "none":
        yield Finding(("theme", "reopen"), Remark("reopen", "hidden", Level.WARNING))
    for number, arm in enumerate(document.get("experiment", no_experiment())["arms"]):
        if arm["theme"].get("reopen") == "none":
            path = ("experiment", "arms", str(number), "theme", "reopen")
            yield Finding(path, Remark("reopen", "hidden", Level.WARNING))


def _of_exemptions(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Known advertising and measuring is not let off by being called necessary (EDPB-08)."""
    known = {one.key: one.is_free for one in catalogue.vendors().values()}
    tracking = tracking_cookies()
    for number, purpose in enumerate(document["purposes"]):
        if purpose.get("asked") != "none" or not purpose["vendors"]:
            continue
        for vendor in purpose["vendors"]:
            names = {cookie["name"] for cookie in vendor["cookies"]} & tracking
            if names or known.get(vendor["key"]) is False:
                found = vendor["name"] if not names else f"{vendor['name']}: {min(names)}"
                remark = Remark("vendors", "exempt_tracker", Level.WARNING, found)
                yield Finding(("purposes", str(number), "vendors"), remark)


@cache
def tracking_cookies() -> frozenset[str]:
    """Names of cookies that services need consent for, and no other service uses."""
    used: dict[bool, set[str]] = {True: set(), False: set()}
    for one in catalogue.vendors().values():
        used[one.is_free].update(cookie.name for cookie in one.cookies)
    return frozenset(used[False] - used[True])


def _of_recipients(document: Mapping[str, Any]) -> Iterator[Finding]:
    for number, purpose in enumerate(in_banner(document["purposes"])):
        for vendor in purpose["vendors"]:
            if vendor["key"] in CERTIFIED:
                remark = Remark("vendors", "certified", Level.WARNING, vendor["name"])
                yield Finding(("purposes", str(number), "vendors"), remark)
