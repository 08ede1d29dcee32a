"""`POST /api/consent` at both doors: native for the front, a route for any WSGI server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from flask import Blueprint, Flask, Response

from temoin.consent import receipts
from temoin.consent.schemas import DECODER, ConsentBody, ConsentSchema
from temoin.consent.service import Recorder, write_consents
from temoin.core.errors import TemoinError
from temoin.sites.published import PublishedSites
from temoin.web import collect
from temoin.web.body import check_media_type, decode, load, parse
from temoin.web.door import Answer, DoorRequest, error_answer, facts_of, json_answer
from temoin.web.services import Services

PATH = "/api/consent"


def make_door(
    services: Services, sites: PublishedSites
) -> Callable[[DoorRequest], Awaitable[Answer]]:
    """The native door."""
    recorder = Recorder(services, sites)

    async def door(request: DoorRequest) -> Answer:
        headers = [collect.VARY]
        try:
            check_media_type(request.header(b"content-type"), request.header(b"content-encoding"))
            body = decode(DECODER, request.body)
            facts = facts_of(request, services.settings.trusted_proxies)
            site = sites.for_sender(body.site, facts.origin)
            headers = collect.cors_headers(facts.origin)
            row = recorder.prepare(body, site, facts)
            stored = await services.writer.commit(write_consents, row)
            recorder.count(row, stored)
            return json_answer(*recorder.answer(site, stored), headers)
        except TemoinError as error:
            return error_answer(error, headers)

    return door


def register(app: Flask, services: Services, sites: PublishedSites) -> None:
    """The route for pytest's client, gunicorn and shared hosting."""
    routes = Blueprint("consent", __name__, template_folder="templates")
    recorder = Recorder(services, sites)
    schema = ConsentSchema()

    @routes.post(PATH, provide_automatic_options=False)
    @collect.public
    def record() -> Response:
        raw = collect.read_body()
        body = load(schema, ConsentBody, parse(raw))
        facts = collect.flask_facts(services.settings.trusted_proxies)
        site = sites.for_sender(body.site, facts.origin)
        collect.allow(site.origins)
        row = recorder.prepare(body, site, facts)
        stored = services.writer.commit_now(write_consents, row)
        recorder.count(row, stored)
        return collect.json_reply(*recorder.answer(site, stored))

    receipts.add_routes(routes)
    collect.add_preflight(routes, PATH, sites.is_known_origin)
    app.register_blueprint(routes)
