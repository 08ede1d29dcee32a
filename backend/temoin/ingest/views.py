"""`POST /api/event` at both doors: one event or an array of up to 50."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from flask import Blueprint, Flask

from temoin.core.errors import InvalidInput
from temoin.ingest.schemas import MANY, MAX_EVENTS, ONE, EventBody, EventSchema
from temoin.ingest.service import QUEUE_SHARE, Collector, write_events
from temoin.sites.published import PublishedSite, PublishedSites
from temoin.web.body import decode, load
from temoin.web.door import Answer, DoorRequest, Facts
from temoin.web.endpoint import Endpoint, Plan, add_route, native_door
from temoin.web.services import Services

PATH = "/api/event"


def make_door(
    services: Services, sites: PublishedSites
) -> Callable[[DoorRequest], Awaitable[Answer]]:
    """The native door."""
    return native_door(services, _endpoint(services, sites))


def register(app: Flask, services: Services, sites: PublishedSites) -> None:
    """The route."""
    routes = Blueprint("ingest", __name__)
    add_route(routes, "record", services, _endpoint(services, sites), sites.is_known_origin)
    app.register_blueprint(routes)


def _endpoint(
    services: Services, sites: PublishedSites
) -> Endpoint[Sequence[EventBody], PublishedSite]:
    collector, schema = Collector(services, sites), EventSchema()

    def plan(events: Sequence[EventBody], site: PublishedSite, facts: Facts) -> Plan:
        prepared = collector.prepare(events, site, facts)
        handler = write_events if prepared.rows else None
        return Plan(
            lambda outcomes: collector.answer(prepared, outcomes or []),
            handler,
            prepared.rows,
            QUEUE_SHARE,
        )

    return Endpoint(
        PATH,
        decode=_decode,
        load=lambda parsed: _load(schema, parsed),
        site_of=collector.site_for,
        plan=plan,
    )


def _decode(body: bytes) -> list[EventBody]:
    return decode(MANY, body) if body.lstrip()[:1] == b"[" else [decode(ONE, body)]


def _load(schema: EventSchema, raw: object) -> list[EventBody]:
    if not isinstance(raw, list):
        return [load(schema, EventBody, raw)]
    if not 1 <= len(raw) <= MAX_EVENTS:
        raise InvalidInput("the body is not valid", {"_": [f"1 to {MAX_EVENTS} events"]})
    return [load(schema, EventBody, item) for item in raw]
