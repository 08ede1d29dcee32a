"""`POST /api/handover` at both doors: the snippet asks for a token before a link is followed.

Only sites that share a choice between their domains have a snippet that sends this. Nothing of the
request is kept.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from flask import Blueprint, Flask, Response

from temoin.core.errors import TemoinError
from temoin.handover import opening
from temoin.handover.schemas import MINT_DECODER, MintBody, MintSchema
from temoin.handover.service import QUEUE_SHARE, Minter, check_in_force, record_of
from temoin.sites.published import PublishedSites
from temoin.web import collect
from temoin.web.body import check_media_type, decode, load, parse
from temoin.web.door import Answer, DoorRequest, error_answer, facts_of, json_answer
from temoin.web.services import Services

PATH = "/api/handover"


def make_door(
    services: Services, sites: PublishedSites
) -> Callable[[DoorRequest], Awaitable[Answer]]:
    """The native door."""
    minter = Minter(services)

    async def door(request: DoorRequest) -> Answer:
        headers = [collect.VARY]
        try:
            check_media_type(request.header(b"content-type"), request.header(b"content-encoding"))
            body = decode(MINT_DECODER, request.body)
            facts = facts_of(request, services.settings.trusted_proxies)
            site = sites.for_sender(body.site, facts.origin)
            headers = collect.cors_headers(facts.origin)
            token = minter.mint(body, site, facts)
            if record := record_of(body):
                await services.writer.commit(check_in_force, record, share=QUEUE_SHARE)
            return json_answer(200, _answer(token), headers)
        except TemoinError as error:
            return error_answer(error, headers)

    return door


def register(app: Flask, services: Services, sites: PublishedSites) -> None:
    """The routes of both endpoints for pytest's client, gunicorn and shared hosting."""
    routes = Blueprint("handover", __name__)
    minter, schema = Minter(services), MintSchema()

    @routes.post(PATH, provide_automatic_options=False)
    @collect.public
    def mint() -> Response:
        body = load(schema, MintBody, parse(collect.read_body()))
        facts = collect.flask_facts(services.settings.trusted_proxies)
        site = sites.for_sender(body.site, facts.origin)
        collect.allow(site.origins)
        token = minter.mint(body, site, facts)
        if record := record_of(body):
            services.writer.commit_now(check_in_force, record)
        return collect.json_reply(200, _answer(token))

    opening.add_routes(routes, services, sites)
    collect.add_preflight(routes, PATH, sites.is_known_origin)
    app.register_blueprint(routes)


def _answer(token: str) -> bytes:
    return json.dumps({"token": token}, separators=(",", ":")).encode()
