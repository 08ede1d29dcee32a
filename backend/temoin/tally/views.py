"""`POST /api/tally` at both doors: the snippet tells that the banner was shown or answered.

Only sites whose owner counts, or runs an A/B test, have a snippet that sends this. It carries no
identifier, and nothing of the address or the browser is looked at or kept.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from flask import Blueprint, Flask

from temoin.sites.published import PublishedSite, PublishedSites
from temoin.tally.schemas import DECODER, TallyBody, TallySchema
from temoin.tally.service import QUEUE_SHARE, Tally, write_tallies
from temoin.web.body import decode, load
from temoin.web.door import Answer, DoorRequest, Facts
from temoin.web.endpoint import Endpoint, Plan, add_route, native_door
from temoin.web.services import Services

PATH = "/api/tally"


def make_door(
    services: Services, sites: PublishedSites
) -> Callable[[DoorRequest], Awaitable[Answer]]:
    """The native door."""
    return native_door(services, _endpoint(services, sites))


def register(app: Flask, services: Services, sites: PublishedSites) -> None:
    """The route."""
    routes = Blueprint("tally", __name__)
    add_route(routes, "count", services, _endpoint(services, sites), sites.is_known_origin)
    app.register_blueprint(routes)


def _endpoint(services: Services, sites: PublishedSites) -> Endpoint[TallyBody, PublishedSite]:
    tally, schema = Tally(services), TallySchema()

    def plan(body: TallyBody, site: PublishedSite, _: Facts) -> Plan:
        row = tally.prepare(body, site)
        said = 202, msgspec.json.encode({"counted": row is not None})
        return Plan(lambda _: said, write_tallies if row else None, row, QUEUE_SHARE)

    return Endpoint(
        PATH,
        decode=lambda raw: decode(DECODER, raw),
        load=lambda parsed: load(schema, TallyBody, parsed),
        site_of=lambda body, origin: sites.for_sender(body.site, origin),
        plan=plan,
    )
