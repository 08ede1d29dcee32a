"""`POST /api/event` at both doors: one event or an array of up to 50."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from flask import Blueprint, Flask, Response

from temoin.core.errors import InvalidInput, TemoinError
from temoin.ingest.schemas import MANY, MAX_EVENTS, ONE, EventBody, EventSchema
from temoin.ingest.service import QUEUE_SHARE, Collector, Prepared, write_events
from temoin.ingest.steps import DropReason
from temoin.sites.published import PublishedSites
from temoin.web import collect
from temoin.web.body import check_media_type, decode, load, parse
from temoin.web.door import Answer, DoorRequest, error_answer, facts_of, json_answer
from temoin.web.services import Services

PATH = "/api/event"


def make_door(
    services: Services, sites: PublishedSites
) -> Callable[[DoorRequest], Awaitable[Answer]]:
    """The native door."""
    collector = Collector(services, sites)

    async def store(prepared: Prepared) -> Sequence[DropReason | None]:
        if not prepared.rows:
            return []
        return await services.writer.commit(write_events, prepared.rows, share=QUEUE_SHARE)

    async def door(request: DoorRequest) -> Answer:
        headers = [collect.VARY]
        try:
            check_media_type(request.header(b"content-type"), request.header(b"content-encoding"))
            events = _decode(request.body)
            facts = facts_of(request, services.settings.trusted_proxies)
            site = collector.site_for(events, facts.origin)
            headers = collect.cors_headers(facts.origin)
            prepared = collector.prepare(events, site, facts)
            outcomes = await store(prepared)
            return json_answer(*collector.answer(prepared, outcomes), headers)
        except TemoinError as error:
            return error_answer(error, headers)

    return door


def register(app: Flask, services: Services, sites: PublishedSites) -> None:
    """The route for pytest's client, gunicorn and shared hosting."""
    routes = Blueprint("ingest", __name__)
    collector = Collector(services, sites)
    schema = EventSchema()

    @routes.post(PATH, provide_automatic_options=False)
    @collect.public
    def record() -> Response:
        raw = collect.read_body()
        events = _load(schema, parse(raw))
        facts = collect.flask_facts(services.settings.trusted_proxies)
        site = collector.site_for(events, facts.origin)
        collect.allow(site.origins)
        prepared = collector.prepare(events, site, facts)
        outcomes: Sequence[DropReason | None] = []
        if prepared.rows:
            outcomes = services.writer.commit_now(write_events, prepared.rows)
        return collect.json_reply(*collector.answer(prepared, outcomes))

    collect.add_preflight(routes, PATH, sites.is_known_origin)
    app.register_blueprint(routes)


def _decode(body: bytes) -> list[EventBody]:
    return decode(MANY, body) if body.lstrip()[:1] == b"[" else [decode(ONE, body)]


def _load(schema: EventSchema, raw: object) -> list[EventBody]:
    if not isinstance(raw, list):
        return [load(schema, EventBody, raw)]
    if not 1 <= len(raw) <= MAX_EVENTS:
        raise InvalidInput("the body is not valid", {"_": [f"1 to {MAX_EVENTS} events"]})
    return [load(schema, EventBody, item) for item in raw]
