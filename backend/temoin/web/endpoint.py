"""A collection endpoint at both doors: a native coroutine and a Flask route that do the same.

The doors differ in how a request arrives and how a commit is waited for, and in nothing else; a
contract test compares their answers.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from flask import Blueprint, Response

from temoin.core.errors import TemoinError
from temoin.store.writer import Handler
from temoin.web import collect
from temoin.web.body import check_media_type, parse
from temoin.web.door import Answer, DoorRequest, Facts, error_answer, facts_of, json_answer
from temoin.web.services import Services


class HasOrigins(Protocol):
    """A site: the origins that may send for it."""

    @property
    def origins(self) -> Iterable[str]:
        """Such as `https://shop.example`."""


Body = TypeVar("Body")
Site = TypeVar("Site", bound=HasOrigins)


class Plan(NamedTuple):
    """What becomes of a request that was found good.

    `answer` gives status and JSON, once `handler` has written `item` (its result is passed on) or,
    without a handler, at once (with None). `share` is the part of the queue it may fill (R5).
    """

    answer: Callable[[Any], tuple[int, bytes]]
    handler: Handler[Any, Any] | None = None
    item: Any = None
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[Body, Site]):
    """One path. `decode` reads raw bytes, `load` the same from parsed JSON; each step may raise."""

    path: str
    decode: Callable[[bytes], Body]
    load: Callable[[object], Body]
    site_of: Callable[[Body, str | None], Site]
    plan: Callable[[Body, Site, Facts], Plan]


def native_door(
    services: Services, endpoint: Endpoint[Body, Site]
) -> Callable[[DoorRequest], Awaitable[Answer]]:
    """The endpoint for the front."""
    commit, proxies = services.writer.commit, services.settings.trusted_proxies

    async def door(request: DoorRequest) -> Answer:
        headers = [collect.VARY]
        try:
            check_media_type(request.header(b"content-type"), request.header(b"content-encoding"))
            body = endpoint.decode(request.body)
            facts = facts_of(request, proxies)
            site = endpoint.site_of(body, facts.origin)
            headers = collect.cors_headers(facts.origin)
            answer, handler, item, share = endpoint.plan(body, site, facts)
            result = None if handler is None else await commit(handler, item, share=share)
            return json_answer(*answer(result), headers)
        except TemoinError as error:
            return error_answer(error, headers)

    return door


def add_route(
    routes: Blueprint,
    name: str,
    services: Services,
    endpoint: Endpoint[Body, Site],
    is_known_origin: Callable[[str], bool],
) -> None:
    """The endpoint and its preflight for pytest's client, gunicorn and shared hosting."""

    @routes.post(endpoint.path, endpoint=name, provide_automatic_options=False)
    @collect.public
    def route() -> Response:
        body = endpoint.load(parse(collect.read_body()))
        facts = collect.flask_facts(services.settings.trusted_proxies)
        site = endpoint.site_of(body, facts.origin)
        collect.allow(site.origins)
        answer, handler, item, _ = endpoint.plan(body, site, facts)
        result = None if handler is None else services.writer.commit_now(handler, item)
        return collect.json_reply(*answer(result))

    collect.add_preflight(routes, endpoint.path, is_known_origin)
