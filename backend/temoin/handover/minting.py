"""`POST /api/handover` at both doors: the snippet asks for a token before a link is followed.

Only sites that share a choice between their domains have a snippet that sends this. Nothing of the
request is kept.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from flask import Blueprint, Flask

from temoin.handover import opening
from temoin.handover.schemas import MINT_DECODER, MintBody, MintSchema
from temoin.handover.service import QUEUE_SHARE, Minter, check_in_force, record_of
from temoin.sites.published import PublishedSite, PublishedSites
from temoin.web.body import decode, load
from temoin.web.door import Answer, DoorRequest, Facts
from temoin.web.endpoint import Endpoint, Plan, add_route, native_door
from temoin.web.services import Services

PATH = "/api/handover"


def make_door(
    services: Services, sites: PublishedSites
) -> Callable[[DoorRequest], Awaitable[Answer]]:
    """The native door."""
    return native_door(services, _endpoint(services, sites))


def register(app: Flask, services: Services, sites: PublishedSites) -> None:
    """The routes of both endpoints."""
    routes = Blueprint("handover", __name__)
    known = sites.is_known_origin
    add_route(routes, "mint", services, _endpoint(services, sites), known)
    add_route(routes, "open", services, opening.endpoint(services, sites), known)
    app.register_blueprint(routes)


def _endpoint(services: Services, sites: PublishedSites) -> Endpoint[MintBody, PublishedSite]:
    minter, schema = Minter(services), MintSchema()

    def plan(body: MintBody, site: PublishedSite, facts: Facts) -> Plan:
        said = 200, msgspec.json.encode({"token": minter.mint(body, site, facts)})
        record = record_of(body)
        return Plan(lambda _: said, check_in_force if record else None, record, QUEUE_SHARE)

    return Endpoint(
        PATH,
        decode=lambda raw: decode(MINT_DECODER, raw),
        load=lambda parsed: load(schema, MintBody, parsed),
        site_of=lambda body, origin: sites.for_sender(body.site, origin),
        plan=plan,
    )
