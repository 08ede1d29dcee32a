"""The service keeps and tells no more than the proof and the counts need."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from temoin.consent.models import ConsentRecord
from temoin.ingest.models import Event
from tests.feature.conftest import ORIGIN

Body = Callable[..., dict[str, Any]]
PEER = {"REMOTE_ADDR": "193.0.6.139"}
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CAMPAIGN = (
    "?gclid=g-click&fbclid=f-click&msclkid=m-click&utm_id=42&utm_term=a-term"
    "&email=ada@example.org#a-part"
)
PRIVATE = ("193.0.6", "Gecko", "click", "a-term", "ada@", "a-part")


def send(client: FlaskClient, path: str, body: Any) -> Any:
    headers = {"Origin": ORIGIN, "User-Agent": AGENT, "Referer": f"{ORIGIN}/{CAMPAIGN}"}
    return client.post(
        path,
        data=json.dumps(body),
        content_type="text/plain",
        headers=headers,
        environ_base=PEER,
    )


def kept(row: Any) -> str:
    """All that a row holds, as text."""
    return " ".join(str(value) for value in row.__data__.values())


def test_neither_proof_nor_event_keeps_what_it_does_not_need(
    client: FlaskClient, choice: Body, page_view: Body
) -> None:
    """EDPB-13, AUD-11, GDPR-01, REC-06: no address, user agent, click identifier or query."""
    page = f"{ORIGIN}/article{CAMPAIGN}"
    grant = send(client, "/api/consent", choice(page=page)).json["grant"]
    event = page_view(url=page, referrer=f"https://search.example/{CAMPAIGN}", grant=grant)
    assert send(client, "/api/event", event).json["stored"] == 1
    for row in (ConsentRecord.get(), Event.get()):
        assert "/article" in kept(row)
        assert [word for word in PRIVATE if word in kept(row)] == []


def test_no_request_of_a_visitor_makes_the_service_ask_anybody(
    client: FlaskClient,
    site: Any,
    choice: Body,
    page_view: Body,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """GDPR-18: country, snippet, record and receipt come from what is on this machine."""
    asked: list[object] = []

    def connect(_: socket.socket, address: object) -> None:
        asked.append(address)
        raise OSError("no way out")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_, **__: asked.append(host))
    given = send(client, "/api/consent", choice()).json
    assert send(client, "/api/event", page_view(grant=given["grant"])).json["stored"] == 1
    assert client.get(f"/r/{given['id']}").status_code == 200
    assert client.get(f"/t/{site.key}.js").status_code == 200
    assert Event.get().country == "NL"
    assert asked == []
