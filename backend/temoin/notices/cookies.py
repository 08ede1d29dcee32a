"""The cookie policy: every tracker by purpose and service, exempt ones too (CNIL-19)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from temoin import catalogue
from temoin.notices.privacy import exempt
from temoin.notices.writing import Block, Say, heading, items, sayer, table, text
from temoin.purposes.describing import Speaker
from temoin.purposes.facts import in_banner, told_of

CHOICE_COOKIE = {"name": "eu-consent", "kind": "cookie", "days": 183}
VISITOR_COOKIE = {"name": "temoin_id", "kind": "cookie", "days": 395}
_MONTH_DAYS = 365.25 / 12


def cookie_policy(document: Mapping[str, Any], language: str) -> Iterator[Block]:
    """Its blocks; the document lacks nothing in this language."""
    say, speaker = sayer(language), Speaker(language, language)
    controller, site = document["controller"], document["name"]
    yield text(say("cookies.intro", site=site))
    yield text(say("cookies.who", name=controller["name"], contact=controller["contact"]))
    yield heading(say("choice"))
    yield text(say("choice.text"))
    yield heading(say("asked"))
    for purpose in in_banner(document["purposes"]):
        yield from _of_purpose(purpose, site, say, speaker)
    unasked = [one for one in told_of(document) if one["exemption"]["category"]]
    yield heading(say("unasked"))
    yield text(say("unasked.text"))
    for purpose in unasked:
        yield from _of_purpose(purpose, site, say, speaker)
    if any(one["exemption"]["category"] == "audience_measurement" for one in unasked):
        yield heading(say("audience"))
        yield text(say("audience.text"))


def life(days: int | None, say: Say) -> str:
    """How long a key stays in the browser."""
    if days is None:
        return say("life.none")
    if days == 0:
        return say("life.session")
    months = round(days / _MONTH_DAYS)
    if days > 60 and abs(days - months * _MONTH_DAYS) < 2:
        return say("life.months", n=months)
    return say("life.one") if days == 1 else say("life.many", n=days)


def _of_purpose(
    purpose: Mapping[str, Any], site: str, say: Say, speaker: Speaker
) -> Iterator[Block]:
    yield heading(speaker.say(purpose["title"]), 3)
    yield text(speaker.say(purpose["text"]))
    detail = purpose.get("detail") or {}
    if speaker.language in detail:
        yield text(detail[speaker.language])
    if purpose["exemption"]["category"]:
        yield text(exempt(purpose, say, speaker))
    rows = list(_rows(purpose, site, say))
    if rows:
        head = [say(f"table.{name}") for name in ("vendor", "name", "kind", "life")]
        yield table(head, rows)
    else:
        yield text(say("no_trackers"))
    told = [_of_vendor(vendor, say) for vendor in purpose["vendors"]]
    if any(told):
        yield items([one for one in told if one])


def _rows(purpose: Mapping[str, Any], site: str, say: Say) -> Iterator[list[str]]:
    """One row a tracker; a service that declares none is named all the same."""
    own = {"proof": CHOICE_COOKIE, "statistics": VISITOR_COOKIE}.get(purpose["key"])
    if own:
        yield _row(say("own", site=site), own, say)
    for vendor in purpose["vendors"]:
        for cookie in vendor["cookies"]:
            yield _row(vendor["name"], cookie, say)
        if not vendor["cookies"]:
            yield [vendor["name"], "–", "–", "–"]


def _row(who: str, cookie: Mapping[str, Any], say: Say) -> list[str]:
    return [who, cookie["name"], say(f"kind.{cookie['kind']}"), life(cookie["days"], say)]


def _of_vendor(vendor: Mapping[str, Any], say: Say) -> str:
    """Whether a service acts for the site alone (case 1) or for itself too (case 2), its policy."""
    known = catalogue.vendor(vendor["key"])
    parts = [say(f"case.{known.case}", name=vendor["name"])] if known else []
    if vendor["policy"]:
        parts.append(say("policy", url=vendor["policy"]))
    return " ".join(parts)
