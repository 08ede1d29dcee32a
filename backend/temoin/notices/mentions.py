"""Short notices to put under forms, wordings of opt-ins, and the mail that asks to confirm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from temoin.notices.privacy import PHONE_LAWS
from temoin.notices.writing import law, sayer
from temoin.purposes.authorities import authority_of
from temoin.purposes.completeness import NOTICE, gaps_of_purpose, is_whole
from temoin.purposes.describing import Speaker

OPT_INS = ("newsletter", "partners", "phone", "opening")


class Mention(NamedTuple):
    """A text to copy; `key` names the purpose or the kind."""

    key: str
    title: str
    text: str


def mentions(document: Mapping[str, Any], language: str, link: str, day: date) -> list[Mention]:
    """The mention under the form of each described purpose that the banner does not ask for.

    A form for contact, downloads, a newsletter, an account, an order, a job or a call has a
    purpose of its own, so its mention says what that purpose says (MAIL-13).
    """
    speaker, controller = Speaker(language, language), document["controller"]
    found = []
    for purpose in document["purposes"]:
        gaps = gaps_of_purpose(purpose, [language])
        if purpose["asked"] == "banner" or not is_whole(gaps, NOTICE):
            continue
        said = _mention(purpose, controller, speaker, link)
        if "phone" in purpose["data"]["known"]:
            laws = (law(key, language, controller["country"], day) for key in PHONE_LAWS)
            said = " ".join((said, *(one for one in laws if one)))
        found.append(Mention(purpose["key"], speaker.say(purpose["title"]), said))
    return found


def opt_ins(document: Mapping[str, Any], language: str) -> list[Mention]:
    """Words beside boxes that are not ticked beforehand, one purpose each (MAIL-01)."""
    say, name = sayer(language), document["controller"]["name"]
    return [Mention(key, "", say(f"optin.{key}", name=name)) for key in OPT_INS]


def confirmation_mail(document: Mapping[str, Any], language: str) -> Mention:
    """The neutral mail that asks to confirm (MAIL-03); whoever sends it fills in the places."""
    say, controller = sayer(language), document["controller"]
    body = say(
        "mail.body",
        name=controller["name"],
        address=controller["address"],
        site=document["name"],
        confirm="{confirm}",
        date="{date}",
    )
    return Mention("mail", say("mail.subject", name=controller["name"]), body)


def _mention(
    purpose: Mapping[str, Any], controller: Mapping[str, Any], speaker: Speaker, link: str
) -> str:
    authority = authority_of(controller)
    return sayer(speaker.language)(
        "mention",
        name=controller["name"],
        purpose=speaker.say(purpose["text"]),
        basis=speaker.name("bases", purpose["basis"]),
        period=speaker.period(purpose["retention"]),
        contact=controller["contact"],
        authority=authority.name if authority else "",
        link=link,
    )
