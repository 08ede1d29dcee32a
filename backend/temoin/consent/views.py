"""`POST /api/consent` at both doors: native for the front, a route for any WSGI server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from flask import Blueprint, Flask

from temoin.consent import receipts
from temoin.consent.schemas import DECODER, ConsentBody, ConsentSchema
from temoin.consent.service import Recorder, Stored, write_consents
from temoin.sites.published import PublishedSite, PublishedSites
from temoin.web.body import decode, load
from temoin.web.door import Answer, DoorRequest, Facts
from temoin.web.endpoint import Endpoint, Plan, add_route, native_door
from temoin.web.services import Services

PATH = "/api/consent"


def make_door(
    services: Services, sites: PublishedSites
) -> Callable[[DoorRequest], Awaitable[Answer]]:
    """The native door."""
    return native_door(services, _endpoint(services, sites))


def register(app: Flask, services: Services, sites: PublishedSites) -> None:
    """The route, and the page of a receipt."""
    routes = Blueprint("consent", __name__, template_folder="templates")
    receipts.add_routes(routes, services)
    add_route(routes, "record", services, _endpoint(services, sites), sites.is_known_origin)
    app.register_blueprint(routes)


def _endpoint(services: Services, sites: PublishedSites) -> Endpoint[ConsentBody, PublishedSite]:
    recorder, schema = Recorder(services, sites), ConsentSchema()

    def plan(body: ConsentBody, site: PublishedSite, facts: Facts) -> Plan:
        pending = recorder.prepare(body, site, facts)

        def answer(stored: Stored) -> tuple[int, bytes]:
            recorder.count(pending, stored)
            return recorder.answer(site, stored)

        return Plan(answer, write_consents, pending)

    return Endpoint(
        PATH,
        decode=lambda raw: decode(DECODER, raw),
        load=lambda parsed: load(schema, ConsentBody, parsed),
        site_of=lambda body, origin: sites.for_sender(body.site, origin),
        plan=plan,
    )
