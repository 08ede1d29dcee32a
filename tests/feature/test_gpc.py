"""Global Privacy Control: the service's own word about it, and the header of visitors' requests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.consent.models import ConsentRecord
from temoin.core import grant, ids
from temoin.front import Front
from temoin.sites.models import Site
from temoin.web.services import Services
from tests.feature.conftest import ORIGIN
from tests.feature.test_regimes import AMERICA, FRANCE, REGIMES, published, served
from tests.feature.test_snippet import config

VALUES = [
    ("1", True),
    (" 1 ", True),
    ("0, 1", True),
    ("1,1", True),
    ("0", False),
    ("true", False),
    ("11", False),
    ("1;q=1", False),
    ('"1"', False),
    ("", False),
]


def test_support_is_declared_where_browsers_look(client: FlaskClient) -> None:
    """GPC-04: 200, JSON, and a date that is one."""
    answer = client.get("/.well-known/gpc.json")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.json is not None
    assert answer.json["gpc"] is True
    assert date.fromisoformat(answer.json["lastUpdate"]) <= datetime.now(UTC).date()
    assert "Set-Cookie" not in answer.headers


@pytest.fixture
def opened(app: Flask, site: Site) -> Site:
    """A site whose owner opened several regimes, with GPP."""
    published(app, site, regimes=REGIMES, frameworks={"gpp": {"sections": ["usca"]}})
    return site


@pytest.mark.parametrize(("value", "is_on"), VALUES)
def test_the_header_reaches_the_page_where_answers_differ_anyway(
    client: FlaskClient, opened: Site, value: str, is_on: bool
) -> None:
    """GPC-01: exactly "1", in any of several fields; told to the banner and to GPP."""
    reply = served(client, f"/t/{opened.key}.js", AMERICA, Sec_GPC=value)
    plain = served(client, f"/t/{opened.key}.js", AMERICA)
    assert (reply.data != plain.data) == is_on
    assert (reply.headers["ETag"] != plain.headers["ETag"]) == is_on
    assert reply.text.count('"gpc":true') == (2 if is_on else 0)
    assert "private" in reply.headers["Cache-Control"]
    assert "Sec-GPC" in reply.headers["Vary"]


def test_a_shared_answer_is_the_same_with_the_header(client: FlaskClient, site: Site) -> None:
    """WEB-14, GPC-01: a cache knows the address alone; nothing runs unasked on such a site."""
    reply = served(client, f"/t/{site.key}.js", AMERICA, Sec_GPC="1")
    assert reply.data == served(client, f"/t/{site.key}.js", AMERICA).data
    assert "public" in reply.headers["Cache-Control"]
    assert "gpc" not in {key for key in config(reply.text) if key != "texts"}


@pytest.mark.parametrize("fields", [["1"], ["0", "1"], ["1", "0"], ["0"], ["1, 0"]])
def test_of_several_fields_one_is_enough(app: Flask, opened: Site, fields: list[str]) -> None:
    """GPC-01: at the native door, which hears each field by itself."""
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "method": "GET",
        "path": f"/t/{opened.key}.js",
        "query_string": b"",
        "headers": [(b"sec-gpc", value.encode()) for value in fields],
        "client": (AMERICA, 1),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Front(app)(scope, receive, send))
    assert (b'"gpc":true' in sent[1]["body"]) == ("1" in "".join(fields))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ((AMERICA, "1", {}), ("custom", "partial", "gpc", "preferences statistics")),
        ((AMERICA, "0", {}), ("accept", "given", "banner", None)),
        ((AMERICA, "1", {"source": "api"}), ("custom", "partial", "gpc", "preferences statistics")),
        ((AMERICA, "1", {"source": "panel"}), ("accept", "given", "panel", None)),
        ((FRANCE, "1", {}), ("accept", "given", "banner", None)),
    ],
)
def test_taking_everything_at_once_is_no_word_about_sale(
    client: FlaskClient,
    opened: Site,
    services: Services,
    choice: Callable[..., dict[str, Any]],
    sent: tuple[str, str, dict[str, str]],
    expected: tuple[str, str, str, str | None],
) -> None:
    """GPC-01, GPC-03: where sale runs unasked it is neither recorded nor granted; asked, it is."""
    address, header, differs = sent
    body = choice(revision=2, action="accept", **differs)
    reply = client.post(
        "/api/consent",
        data=json.dumps(body),
        content_type="text/plain",
        headers={"Origin": ORIGIN, "Sec-GPC": header},
        environ_base={"REMOTE_ADDR": address},
    )
    assert reply.json is not None
    record = ConsentRecord.get(ConsentRecord.id == ids.from_text(reply.json["id"]))
    granted = expected[3] or "preferences statistics marketing media"
    kept = (record.action, record.state, record.source, record.granted)
    assert kept == (*expected[:3], granted)
    held = grant.verify(services.derived_secret("grant"), opened.key, reply.json["grant"])
    assert held is not None
    assert held.purposes == tuple(granted.split())
