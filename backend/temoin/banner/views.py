"""The snippet at both doors."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from flask import Blueprint, Flask, Response, request

from temoin.banner.serving import PREFIX, SnippetServer
from temoin.banner.wording import shown_words
from temoin.core.errors import TemoinError, Unavailable
from temoin.sites.published import PublishedSites
from temoin.sites.seen import Sighting, Sightings, write_sightings
from temoin.web.door import Answer, DoorRequest, error_answer
from temoin.web.services import Services

__all__ = ["PREFIX", "make_door", "register"]


def make_door(
    services: Services, sites: PublishedSites
) -> Callable[[DoorRequest], Awaitable[Answer]]:
    """The native door."""
    sightings = Sightings(services.now_ms)
    server = SnippetServer(services, sites, sightings)
    writing: set[asyncio.Task[None]] = set()

    async def write(seen: list[Sighting]) -> None:
        with suppress(Unavailable):  # the count is a lower bound; the snippet is not delayed by it
            await services.writer.commit(write_sightings, seen, share=0.5)

    async def door(request: DoorRequest) -> Answer:
        try:
            answer = server.answer(request.path, request.query, request.headers, request.peer)
        except TemoinError as error:
            return error_answer(error, [])
        seen = sightings.take()
        if seen:
            task = asyncio.create_task(write(seen))
            writing.add(task)  # the loop keeps no reference of its own
            task.add_done_callback(writing.discard)
        return answer

    return door


def register(app: Flask, services: Services, sites: PublishedSites) -> None:
    """The same as ordinary routes."""
    services.shown_words = shown_words
    routes = Blueprint("banner", __name__)
    sightings = Sightings(services.now_ms)
    server = SnippetServer(services, sites, sightings)

    @routes.get("/t/<path:name>")
    def snippet(name: str) -> Response:
        headers = {n.lower().encode(): v.encode("latin-1") for n, v in request.headers}
        query = request.query_string.decode("latin-1")
        answer = server.answer(PREFIX + name, query, headers, request.remote_addr or "")
        seen = sightings.take()
        if seen:
            with suppress(Unavailable):
                services.writer.commit_now(write_sightings, seen)
        reply = Response(answer.body, answer.status)
        reply.headers.clear()
        for header, value in answer.headers:
            reply.headers.add(header.decode(), value.decode())
        return reply

    app.register_blueprint(routes)
