"""What the native doors of the ASGI front take and give: plain bytes, no framework."""

from __future__ import annotations

from dataclasses import dataclass

from temoin.core.address import client_address
from temoin.core.errors import TemoinError
from temoin.core.gpc import says_no_sale
from temoin.web.problems import PROBLEM_TYPE, extra_headers, problem_bytes, status_of

Header = tuple[bytes, bytes]


@dataclass(slots=True)
class DoorRequest:
    """One request, its body read whole and within the limit."""

    method: str
    path: str
    query: str
    headers: dict[bytes, bytes]
    body: bytes
    peer: str

    def header(self, name: bytes) -> str:
        """A header's value as text, empty when absent."""
        return self.headers.get(name, b"").decode("latin-1")


@dataclass(slots=True)
class Answer:
    """Status, body and headers; Content-Length is added by the front."""

    status: int
    body: bytes
    headers: list[Header]


@dataclass(slots=True)
class Facts:
    """What a request tells about its sender; forgotten when it has been answered.

    `origin` is None when the header is absent: then no browser sent it across origins.
    """

    origin: str | None
    address: str | None
    user_agent: str
    is_prefetch: bool
    is_gpc: bool


JSON = (b"content-type", b"application/json")
NO_STORE = (b"cache-control", b"no-store")
NOSNIFF = (b"x-content-type-options", b"nosniff")


def facts_of(request: DoorRequest, trusted_proxies: int) -> Facts:
    """Facts of a request at a native door."""
    headers = request.headers
    origin = headers.get(b"origin")
    return Facts(
        origin=origin.decode("latin-1") if origin is not None else None,
        address=client_address(request.peer, request.header(b"x-forwarded-for"), trusted_proxies),
        user_agent=request.header(b"user-agent"),
        is_prefetch=b"prefetch" in headers.get(b"sec-purpose", b""),
        is_gpc=says_no_sale(request.header(b"sec-gpc")),
    )


def json_answer(status: int, body: bytes, headers: list[Header]) -> Answer:
    """A JSON answer that no cache keeps."""
    return Answer(status, body, [JSON, NO_STORE, NOSNIFF, *headers])


def error_answer(error: TemoinError, headers: list[Header]) -> Answer:
    """The problem document of an error."""
    extra = [(name.lower().encode(), value.encode()) for name, value in extra_headers(error)]
    base = [(b"content-type", PROBLEM_TYPE.encode()), NO_STORE, NOSNIFF]
    return Answer(status_of(error), problem_bytes(error), [*base, *extra, *headers])
