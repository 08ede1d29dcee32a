"""The register of a site as plain objects, in one language.

It is that of the published revision, which is what is done; the draft is what may be done later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from temoin.purposes.authorities import authority_of
from temoin.purposes.completeness import REGISTER, Gap, gaps_of_controller, gaps_of_purpose
from temoin.purposes.describing import Speaker, term_of, transfers
from temoin.purposes.facts import told_of
from temoin.sites.document import stored_document
from temoin.sites.models import Site, SiteRevision

Entry = dict[str, Any]


def register_of(site: Site, language: str) -> dict[str, Any]:
    """The register of what is published: who answers for it, and one activity a purpose."""
    revision: SiteRevision = SiteRevision.get(
        (SiteRevision.site == site.id) & (SiteRevision.number == site.published_number)
    )
    document = stored_document(revision.document)
    speaker = Speaker(language, document.languages[0])
    controller = document.raw["controller"]
    return {
        "site": {"key": site.key, "name": document.name, "domains": document.raw["domains"]},
        "language": language,
        "revision": site.published_number,
        "published_at": datetime.fromtimestamp(revision.published_at / 1000, UTC).isoformat(),
        "controller": _controller(controller, speaker),
        "missing": _missing(gaps_of_controller(controller)),
        "activities": [activity(purpose, speaker) for purpose in told_of(document.raw)],
    }


def activity(purpose: Mapping[str, Any], speaker: Speaker) -> Entry:
    """One purpose as art. 30 describes it; known words with their DPV IRI."""
    return {
        "key": purpose["key"],
        "title": speaker.say(purpose["title"]) or purpose["key"],
        "description": speaker.say(purpose["text"]),
        "basis": _term("bases", purpose["basis"], speaker),
        "interest": speaker.say(purpose["interest"]),
        "asked": purpose["asked"],
        "exemption": _exemption(purpose, speaker),
        **{kind: _listed(purpose, kind, speaker) for kind in ("persons", "data", "security")},
        "recipients": [*_listed(purpose, "recipients", speaker), *_vendors(purpose)],
        "transfers": [
            {
                "country": one.country,
                "safeguard": _term("safeguards", one.safeguard, speaker) if one.safeguard else None,
                "to": one.to,
                "told": speaker.transfer(one),
            }
            for one in transfers(purpose)
        ],
        "retention": {
            **purpose["retention"],
            "reason": speaker.say(purpose["retention"]["reason"]),
            "told": speaker.period(purpose["retention"]),
        },
        "source": speaker.say(purpose["source"]),
        "automated": speaker.say(purpose["automated"]),
        "missing": _missing(gaps_of_purpose(purpose)),
    }


def _controller(controller: Mapping[str, Any], speaker: Speaker) -> Entry:
    authority = authority_of(controller)
    own = ("name", "contact", "address", "country", "dpo", "representative", "role")
    return {
        **{name: controller[name] for name in own},
        "partners": [
            {**partner, "agreed": speaker.say(partner["agreed"])}
            for partner in controller["partners"]
        ],
        "authority": authority._asdict() if authority else None,
    }


def _term(kind: str, key: str, speaker: Speaker) -> Entry:
    term = term_of(kind, key)
    return {"key": key, "name": speaker.name(kind, key), "iri": term.iri if term else ""}


def _listed(purpose: Mapping[str, Any], kind: str, speaker: Speaker) -> list[Entry]:
    known = [_term(kind, key, speaker) for key in purpose[kind]["known"]]
    own = [{"key": "", "name": speaker.say(own), "iri": ""} for own in purpose[kind]["own"]]
    return [*known, *own]


def _vendors(purpose: Mapping[str, Any]) -> Iterator[Entry]:
    for vendor in purpose["vendors"]:
        who = vendor["controller"]
        name = f"{vendor['name']} ({who})" if who and who != vendor["name"] else vendor["name"]
        yield {"key": vendor["key"], "name": name, "iri": "", "country": vendor["country"]}


def _exemption(purpose: Mapping[str, Any], speaker: Speaker) -> Entry | None:
    exemption = purpose["exemption"]
    if not exemption["category"]:
        return None
    found = _term("exemptions", exemption["category"], speaker)
    return {**found, "reason": speaker.say(exemption["reason"])}


def _missing(gaps: list[Gap]) -> list[str]:
    """Fields that the register misses; a notice may miss others."""
    return list(dict.fromkeys(gap.field for gap in gaps if REGISTER in gap.needed))
