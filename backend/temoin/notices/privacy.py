"""The privacy notice: every item of GDPR articles 13 and 14, from the purposes of a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from temoin.notices.writing import Block, Say, heading, items, law, sayer, text
from temoin.purposes.authorities import authority_of
from temoin.purposes.describing import Speaker, transfers
from temoin.purposes.facts import CONSENT, told_of

PHONE_LAWS = ("phone_opt_in", "bloctel")  # one of them holds on each day


def privacy_notice(document: Mapping[str, Any], language: str, day: date) -> Iterator[Block]:
    """Its blocks; the document lacks nothing in this language."""
    say, speaker = sayer(language), Speaker(language, language)
    purposes = told_of(document)
    yield from _who(document["controller"], say, speaker)
    for purpose in purposes:
        yield heading(speaker.say(purpose["title"]))
        yield text(speaker.say(purpose["text"]))
        yield items(list(facts(purpose, say, speaker)))
    if not any(purpose["automated"] for purpose in purposes):
        yield heading(say("automation"))
        yield text(say("no_automated"))
    yield from _rights(document["controller"], say)
    yield from _calls(purposes, document["controller"]["country"], language, day)


def facts(purpose: Mapping[str, Any], say: Say, speaker: Speaker) -> Iterator[str]:
    """What is told of one purpose, a sentence a fact."""
    yield say("basis", basis=speaker.name("bases", purpose["basis"]))
    if purpose["basis"] == "legitimate_interests":
        yield say("interest", interest=speaker.say(purpose["interest"]))
    yield say("data", items=", ".join(speaker.names(purpose, "data")))
    yield say("persons", items=", ".join(speaker.names(purpose, "persons")))
    if purpose["source"]:
        yield say("source", source=speaker.say(purpose["source"]))
    yield say("recipients", items=", ".join(_recipients(purpose, say, speaker)))
    moved = [speaker.transfer(one) for one in transfers(purpose)]
    yield say("transfers", items="; ".join(moved)) if moved else say("no_transfers")
    yield kept(purpose, say, speaker)
    if purpose["mandatory"]:
        yield say("mandatory", mandatory=speaker.say(purpose["mandatory"]))
    elif purpose["basis"] == CONSENT:
        yield say("free")
    if purpose["automated"]:
        yield say("automated", automated=speaker.say(purpose["automated"]))
    if purpose["exemption"]["category"]:
        yield exempt(purpose, say, speaker)


def kept(purpose: Mapping[str, Any], say: Say, speaker: Speaker) -> str:
    """How long and why."""
    retention = purpose["retention"]
    reason = speaker.say(retention["reason"])
    if retention["months"] is None and retention["days"] is None:
        return say("retention_reason", reason=reason)
    return say("retention", period=speaker.period(retention), reason=reason)


def exempt(purpose: Mapping[str, Any], say: Say, speaker: Speaker) -> str:
    """Why trackers of the purpose need no consent."""
    exemption = purpose["exemption"]
    category = speaker.name("exemptions", exemption["category"])
    return say("exempt", category=category, reason=speaker.say(exemption["reason"]))


def _recipients(purpose: Mapping[str, Any], say: Say, speaker: Speaker) -> Iterator[str]:
    yield from speaker.names(purpose, "recipients")
    for vendor in purpose["vendors"]:
        code = vendor["country"]
        place = speaker.name("countries", code) if code else say("country_unknown")
        yield say("vendor", name=vendor["controller"] or vendor["name"], country=place)


def _who(controller: Mapping[str, Any], say: Say, speaker: Speaker) -> Iterator[Block]:
    yield heading(say("who"))
    is_processor = controller["role"] == "processor"
    yield text(say("who.processor" if is_processor else "who.controller", name=controller["name"]))
    for name in ("address", "contact", "dpo", "representative"):
        if controller[name]:
            yield text(say(f"who.{name}", **{name: controller[name]}))
    for partner in controller["partners"]:
        key = "who.partner" if partner["agreed"] else "who.partner_plain"
        agreed = speaker.say(partner["agreed"])
        yield text(say(key, name=partner["name"], contact=partner["contact"], agreed=agreed))


def _rights(controller: Mapping[str, Any], say: Say) -> Iterator[Block]:
    yield heading(say("rights"))
    yield text(say("rights.intro"))
    yield items(say("rights.list").split("|"))
    yield text(say("rights.how", contact=controller["contact"]))
    authority = authority_of(controller)
    if authority:
        yield heading(say("complaint"))
        yield text(say("complaint.text", name=authority.name, url=authority.url))


def _calls(
    purposes: list[dict[str, Any]], country: str, language: str, day: date
) -> Iterator[Block]:
    """The law on calls, as of the day of the notice, where telephone numbers are used (MAIL-12)."""
    if any("phone" in purpose["data"]["known"] for purpose in purposes):
        said = [law(key, language, country, day) for key in PHONE_LAWS]
        if any(said):
            yield heading(sayer(language)("phone"))
            yield from (text(one) for one in said if one)
