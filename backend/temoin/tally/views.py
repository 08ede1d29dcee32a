"""`POST /api/tally` at both doors: the snippet tells that the banner was shown or answered.

Only sites whose owner counts, or runs an A/B test, have a snippet that sends this. It carries no
identifier, and nothing of the address or the browser is looked at or kept.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from flask import Blueprint, Flask, Response

from temoin.core.errors import TemoinError
from temoin.sites.published import PublishedSites
from temoin.tally.schemas import DECODER, TallyBody, TallySchema
from temoin.tally.service import QUEUE_SHARE, Tally, write_tallies
from temoin.web import collect
from temoin.web.body import check_media_type, decode, load, parse
from temoin.web.door import Answer, DoorRequest, error_answer, facts_of, json_answer
from temoin.web.services import Services

PATH = "/api/tally"


def make_door(
    services: Services, sites: PublishedSites
) -> Callable[[DoorRequest], Awaitable[Answer]]:
    """The native door."""
    tally = Tally(services)

    async def door(request: DoorRequest) -> Answer:
        headers = [collect.VARY]
        try:
            check_media_type(request.header(b"content-type"), request.header(b"content-encoding"))
            body = decode(DECODER, request.body)
            origin = facts_of(request, services.settings.trusted_proxies).origin
            site = sites.for_sender(body.site, origin)
            headers = collect.cors_headers(origin)
            row = tally.prepare(body, site)
            if row is not None:
                await services.writer.commit(write_tallies, row, share=QUEUE_SHARE)
            return json_answer(202, _answer(row is not None), headers)
        except TemoinError as error:
            return error_answer(error, headers)

    return door


def register(app: Flask, services: Services, sites: PublishedSites) -> None:
    """The route for pytest's client, gunicorn and shared hosting."""
    routes = Blueprint("tally", __name__)
    tally, schema = Tally(services), TallySchema()

    @routes.post(PATH, provide_automatic_options=False)
    @collect.public
    def count() -> Response:
        body = load(schema, TallyBody, parse(collect.read_body()))
        origin = collect.flask_facts(services.settings.trusted_proxies).origin
        site = sites.for_sender(body.site, origin)
        collect.allow(site.origins)
        row = tally.prepare(body, site)
        if row is not None:
            services.writer.commit_now(write_tallies, row)
        return collect.json_reply(202, _answer(row is not None))

    collect.add_preflight(routes, PATH, sites.is_known_origin)
    app.register_blueprint(routes)


def _answer(is_counted: bool) -> bytes:
    return json.dumps({"counted": is_counted}, separators=(",", ":")).encode()
