"""`POST /api/handover/open` at both doors: the page that a link led to asks what came with it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from flask import Blueprint, Response

from temoin.core.errors import TemoinError
from temoin.handover.schemas import OPEN_DECODER, OpenBody, OpenSchema
from temoin.handover.service import Opener
from temoin.sites.published import PublishedSites
from temoin.web import collect
from temoin.web.body import check_media_type, decode, load, parse
from temoin.web.door import Answer, DoorRequest, error_answer, facts_of, json_answer
from temoin.web.services import Services

PATH = "/api/handover/open"


def make_door(
    services: Services, sites: PublishedSites
) -> Callable[[DoorRequest], Awaitable[Answer]]:
    """The native door."""
    opener = Opener(services)

    async def door(request: DoorRequest) -> Answer:
        headers = [collect.VARY]
        try:
            check_media_type(request.header(b"content-type"), request.header(b"content-encoding"))
            body = decode(OPEN_DECODER, request.body)
            facts = facts_of(request, services.settings.trusted_proxies)
            site = sites.for_sender(body.site, facts.origin)
            headers = collect.cors_headers(facts.origin)
            return json_answer(200, _answer(opener.open(body, site, facts)), headers)
        except TemoinError as error:
            return error_answer(error, headers)

    return door


def add_routes(routes: Blueprint, services: Services, sites: PublishedSites) -> None:
    """The same as an ordinary route."""
    opener, schema = Opener(services), OpenSchema()

    @routes.post(PATH, endpoint="open", provide_automatic_options=False)
    @collect.public
    def open_token() -> Response:
        body = load(schema, OpenBody, parse(collect.read_body()))
        facts = collect.flask_facts(services.settings.trusted_proxies)
        site = sites.for_sender(body.site, facts.origin)
        collect.allow(site.origins)
        return collect.json_reply(200, _answer(opener.open(body, site, facts)))

    collect.add_preflight(routes, PATH, sites.is_known_origin)


def _answer(choice: str) -> bytes:
    return json.dumps({"choice": choice}, separators=(",", ":")).encode()
