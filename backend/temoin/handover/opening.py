"""`POST /api/handover/open` at both doors: the page that a link led to asks what came with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from temoin.handover.schemas import OPEN_DECODER, OpenBody, OpenSchema
from temoin.handover.service import Opener
from temoin.sites.published import PublishedSite, PublishedSites
from temoin.web.body import decode, load
from temoin.web.door import Answer, DoorRequest, Facts
from temoin.web.endpoint import Endpoint, Plan, native_door
from temoin.web.services import Services

PATH = "/api/handover/open"


def make_door(
    services: Services, sites: PublishedSites
) -> Callable[[DoorRequest], Awaitable[Answer]]:
    """The native door."""
    return native_door(services, endpoint(services, sites))


def endpoint(services: Services, sites: PublishedSites) -> Endpoint[OpenBody, PublishedSite]:
    """What both doors do."""
    opener, schema = Opener(services), OpenSchema()

    def plan(body: OpenBody, site: PublishedSite, facts: Facts) -> Plan:
        said = 200, msgspec.json.encode({"choice": opener.open(body, site, facts)})
        return Plan(lambda _: said)

    return Endpoint(
        PATH,
        decode=lambda raw: decode(OPEN_DECODER, raw),
        load=lambda parsed: load(schema, OpenBody, parsed),
        site_of=lambda body, origin: sites.for_sender(body.site, origin),
        plan=plan,
    )
