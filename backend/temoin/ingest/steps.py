"""The path of an event: a readable list of steps, each of which passes it on or drops it by name.

Address and user agent are known to the steps only; what is written has neither (AUD-09).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from temoin.adapters.geo import Geography, country_of
from temoin.core import grant as grants
from temoin.core.consent import STATISTICS
from temoin.core.origin import page_address
from temoin.core.text import is_storable
from temoin.core.useragent import AgentClass, classify
from temoin.ingest.schemas import EventBody
from temoin.sites.published import PublishedSite
from temoin.web.door import Facts


class DropReason(StrEnum):
    """Why an event was not stored; each is counted and told to the sender."""

    PREFETCH = "prefetch"  # the page was loaded ahead of time and nobody saw it (WEB-10)
    BOT = "bot"
    FOREIGN_PAGE = "foreign_page"  # the address is not on one of the site's domains
    NO_GRANT = "no_grant"  # the visitor allowed nothing, as far as we can know
    BAD_GRANT = "bad_grant"  # not signed by us for this site
    EXPIRED = "expired"
    NOT_ALLOWED = "not_allowed"  # a grant, but not for statistics
    WITHDRAWN = "withdrawn"  # a later choice replaced the grant
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"  # the key was used for another event


@dataclass(frozen=True, slots=True)
class Page:
    """Host (with port when given) and path of a page: all that is kept of its address."""

    host: str
    path: str


def page_of(url: str) -> Page | None:
    """The page of an http(s) URL, or None when it is none or cannot be stored."""
    address = page_address(url) if is_storable(url) else None
    if address is None:
        return None
    _, _, host, path = address.split("/", 3)
    return Page(host, "/" + path)


@dataclass(slots=True)
class Candidate:
    """An event on its way; the steps fill in what they find out."""

    body: EventBody
    key: bytes
    page: Page
    site: PublishedSite
    facts: Facts
    now_ms: int
    grant: grants.Grant | None = None
    country: str | None = None
    agent: AgentClass | None = None


@dataclass(frozen=True, slots=True)
class Tools:
    """What the steps need of the outside."""

    grant_secret: bytes
    geography: Geography | None


Step = Callable[[Candidate, Tools], DropReason | None]


def drop_prefetch(event: Candidate, _: Tools) -> DropReason | None:
    """A page fetched ahead of time was not seen."""
    return DropReason.PREFETCH if event.facts.is_prefetch else None


def drop_foreign_page(event: Candidate, _: Tools) -> DropReason | None:
    """Only pages of the site's own domains count."""
    is_ours = f"https://{event.page.host}" in event.site.origins
    return None if is_ours else DropReason.FOREIGN_PAGE


def require_grant(event: Candidate, tools: Tools) -> DropReason | None:
    """The visitor must have allowed statistics; the snippet's word is not enough."""
    if not event.body.grant:
        return DropReason.NO_GRANT
    held = grants.verify(tools.grant_secret, event.site.key, event.body.grant)
    if held is None:
        return DropReason.BAD_GRANT
    if held.expires_at * 1000 <= event.now_ms:
        return DropReason.EXPIRED
    if STATISTICS not in held.purposes:
        return DropReason.NOT_ALLOWED
    event.grant = held
    return None


def classify_agent(event: Candidate, _: Tools) -> DropReason | None:
    """Coarse class of the browser; declared robots are dropped."""
    event.agent = classify(event.facts.user_agent)
    return DropReason.BOT if event.agent.is_bot else None


def place(event: Candidate, tools: Tools) -> DropReason | None:
    """Country of the address, which is known in memory only."""
    event.country = country_of(tools.geography, event.facts.address)
    return None


# Nothing about the visitor is worked out before the grant was verified.
STEPS: tuple[Step, ...] = (drop_prefetch, drop_foreign_page, require_grant, classify_agent, place)


def run(event: Candidate, tools: Tools) -> DropReason | None:
    """Send the event through all steps; the first drop ends it."""
    for step in STEPS:
        reason = step(event, tools)
        if reason is not None:
            return reason
    return None
