"""What the collection endpoints share as Flask routes: raw bodies, facts, exact origins (V22).

The native doors send the same headers by `cors_headers`; a contract test compares both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

from flask import Blueprint, Response, g, request
from flask_cors import cross_origin

from temoin.core.address import client_address
from temoin.core.errors import TemoinError
from temoin.core.gpc import says_no_sale
from temoin.web.body import MAX_COLLECT_BYTES, check_media_type, check_size
from temoin.web.door import Facts, Header
from temoin.web.problems import PROBLEM_TYPE, extra_headers, problem_bytes, status_of

VARY: Header = (b"vary", b"Origin")
ORIGIN = b"access-control-allow-origin"


def cors_headers(origin: str | None) -> list[Header]:
    """Headers for an origin that was found to belong to the site."""
    if origin is None:
        return [VARY]
    return [(ORIGIN, origin.encode("latin-1")), VARY]


def read_body() -> bytes:
    """The raw body of the current request. Raises WrongMediaType or TooLarge."""
    check_media_type(
        request.headers.get("Content-Type", ""), request.headers.get("Content-Encoding", "")
    )
    check_size(request.content_length or 0, MAX_COLLECT_BYTES)
    body = request.get_data(cache=False)
    check_size(len(body), MAX_COLLECT_BYTES)  # a chunked body declares no length
    return body


def flask_facts(trusted_proxies: int) -> Facts:
    """Facts of the current request."""
    return Facts(
        origin=request.headers.get("Origin"),
        address=client_address(
            request.remote_addr or "", request.headers.get("X-Forwarded-For", ""), trusted_proxies
        ),
        user_agent=request.headers.get("User-Agent", ""),
        is_prefetch="prefetch" in request.headers.get("Sec-Purpose", ""),
        is_gpc=says_no_sale(request.headers.get("Sec-GPC", "")),
    )


def allow(origins: Iterable[str]) -> None:
    """Let these origins read the answer to the current request, whatever it will be."""
    g.collect_origins = sorted(origins)


def json_reply(status: int, body: bytes) -> Response:
    """A JSON answer that no cache keeps."""
    reply = Response(body, status, mimetype="application/json")
    reply.headers["Cache-Control"] = "no-store"
    reply.headers["X-Content-Type-Options"] = "nosniff"
    return reply


def public(view: Callable[[], Response]) -> Callable[[], Response]:
    """Answer errors as problem documents and add the origins that `allow` named."""

    @wraps(view)
    def wrapped() -> Response:
        g.collect_origins = []
        try:
            reply = view()
        except TemoinError as error:
            reply = json_reply(status_of(error), problem_bytes(error))
            reply.mimetype = PROBLEM_TYPE
            reply.headers.extend(extra_headers(error))
        return _with_origins(reply, g.collect_origins)

    return wrapped


def add_preflight(routes: Blueprint, path: str, is_known_origin: Callable[[str], bool]) -> None:
    """Answer preflights of JSON bodies for origins that some site allows."""

    @routes.route(path, methods=["OPTIONS"], endpoint=f"preflight{path.replace('/', '_')}")
    def preflight() -> Response:
        origin = request.headers.get("Origin", "")
        return _with_origins(Response(status=204), [origin] if is_known_origin(origin) else [])


def _with_origins(reply: Response, origins: list[str]) -> Response:
    if not origins:
        reply.vary.add("Origin")
        return reply
    add_headers = cross_origin(
        origins=origins,
        methods=["POST"],
        allow_headers=["Content-Type"],
        max_age=600,
        automatic_options=False,
    )

    def unchanged() -> Response:
        return reply

    sent: Response = add_headers(unchanged)()
    sent.vary.add("Origin")
    return sent
