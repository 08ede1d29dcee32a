"""`GET /t/<key>/<token>/debug.js`: what waits on a page and why, for who looks after the site."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.accounts.models import Organisation
from temoin.accounts.roles import Role
from temoin.banner.debugging import LANGUAGES, debug_texts
from temoin.banner.serving import UNKNOWN
from temoin.banner.views import make_door
from temoin.core import debug_token
from temoin.sites.models import Site
from temoin.sites.service import add_site
from temoin.web.door import Answer, DoorRequest
from temoin.web.services import Services
from tests.feature.conftest import DOMAIN, ORIGIN, Clock
from tests.feature.people import Browser, make_user


@pytest.fixture
def token(app: Flask, organisation: Organisation, site: Site) -> str:
    """What the link of the installation page carries; a viewer sees it too."""
    viewer = Browser(app, make_user("viewer@shop.example", {organisation: Role.VIEWER}))
    page = viewer.get(f"/sites/{site.key}/install").text
    found = re.search(rf'href="https://{DOMAIN}/\?temoin_debug=([\w-]+)"', page)
    assert found
    return found[1]


@pytest.fixture(params=["flask", "native"])
def ask(request: pytest.FixtureRequest, app: Flask, services: Services) -> Any:
    """Asks at one of the two doors; gives status, text and headers."""
    client = app.test_client()
    door = make_door(services, app.extensions["temoin_sites"])

    async def door_answer(request: DoorRequest) -> Answer:
        return await door(request)

    def ask_it(path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
        if request.param == "flask":
            reply = client.get(path, headers=headers)
            return reply.status_code, reply.text, {k.lower(): v for k, v in reply.headers.items()}
        sent = {name.lower().encode(): value.encode() for name, value in headers.items()}
        asked = DoorRequest("GET", path, "", sent, b"", "127.0.0.1")
        answer = asyncio.run(door_answer(asked))
        got = {name.decode(): value.decode() for name, value in answer.headers}
        return answer.status, answer.body.decode(), got

    return ask_it


def test_a_link_of_the_dashboard_is_good_for_one_hour(
    ask: Any, site: Site, token: str, clock: Clock
) -> None:
    """V23: no cache keeps what only its holder may see."""
    path = f"/t/{site.key}/{token}/debug.js"
    status, text, headers = ask(path, Origin=ORIGIN)
    assert status == 200
    assert "temoin-debug" in text
    assert headers["cache-control"] == "no-store"
    clock.advance(debug_token.VALID_S - 5)
    assert ask(path, Origin=ORIGIN)[0] == 200
    clock.advance(10)
    status, text, headers = ask(path, Origin=ORIGIN)
    assert (status, text) == (404, UNKNOWN.decode())
    assert headers["cache-control"] == "no-store"


def test_another_site_gets_nothing_with_it(
    ask: Any, site: Site, token: str, organisation: Organisation
) -> None:
    """A token speaks of one site."""
    other = add_site(organisation, "Other", ["other.example"])
    status, text, _ = ask(f"/t/{other.key}/{token}/debug.js", Origin="https://other.example")
    assert (status, text) == (404, UNKNOWN.decode())
    assert ask(f"/t/{site.key}/{token}/debug.js", Origin=ORIGIN)[0] == 200


@pytest.mark.parametrize(
    "forged", ["1", "", "A" * 28, "A" * 27 + "=", "é" * 28, "a/b", "x" * 3000, "../panel"]
)
def test_what_the_service_did_not_sign_gets_nothing(ask: Any, site: Site, forged: str) -> None:
    """A harmless script, whoever guesses."""
    status, text, _ = ask(f"/t/{site.key}/{forged}/debug.js", Origin=ORIGIN)
    assert (status, text) == (404, UNKNOWN.decode())


def test_a_changed_token_is_no_token(ask: Any, site: Site, token: str) -> None:
    """Neither the time nor the signature can be touched."""
    for at in (2, 20):
        letter = "A" if token[at] != "A" else "B"
        changed = token[:at] + letter + token[at + 1 :]
        assert ask(f"/t/{site.key}/{changed}/debug.js", Origin=ORIGIN)[0] == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://localhost:5173"}, 200),
        ({"Origin": "https://127.0.0.1"}, 200),
        ({"Origin": "http://[::1]:8000"}, 200),
        ({"Referer": "http://localhost:8400/demo/?temoin_debug=1"}, 200),
        ({"Origin": ORIGIN, "Referer": "http://localhost/"}, 404),
        ({"Origin": "null", "Referer": "http://localhost/"}, 404),
        ({"Origin": "http://localhost.evil.example"}, 404),
        ({"Origin": "http://evil.example:80/localhost"}, 404),
        ({"Referer": "https://evil.example/http://localhost/"}, 404),
        ({}, 404),
    ],
    ids=str,
)
def test_pages_of_the_own_machine_need_no_token(
    ask: Any, site: Site, headers: dict[str, str], status: int
) -> None:
    assert ask(f"/t/{site.key}/1/debug.js", **headers)[0] == status


def test_it_knows_the_site_and_speaks_two_languages(client: FlaskClient, site: Site) -> None:
    """Titles and rules of the published revision; other languages than these two read English."""
    local = {"Origin": "http://localhost"}
    for asked, spoken in (("fr", "fr"), ("en", "en")):
        text = client.get(f"/t/{site.key}/1/debug.js?l={asked}", headers=local).text
        config = json.JSONDecoder().raw_decode(text[text.index("$T=") + 3 :])[0]
        assert (config["lang"], config["banner"]) == (spoken, asked)
        assert config["texts"] == debug_texts(spoken)
        assert config["own"] == [DOMAIN]
        assert any(one["key"] == "hotjar" for one in config["services"])
    texts = [debug_texts(language) for language in LANGUAGES]
    assert texts[0].keys() == texts[1].keys()
    for key, said in texts[0].items():
        assert re.findall(r"{\w+}", said) == re.findall(r"{\w+}", texts[1][key]), key
