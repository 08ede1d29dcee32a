"""`POST /api/handover` and `/api/handover/open`: one choice for a group of domains."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.banner.texts import languages, wordings
from temoin.handover import minting, opening
from temoin.handover.service import LIFE_S
from temoin.sites.document import load_document
from temoin.sites.models import Site
from temoin.sites.service import add_site, asks_again, draft_of, publish, save_draft
from temoin.web.door import DoorRequest
from temoin.web.services import Services
from tests.feature.conftest import BLOG, DOMAIN, ORIGIN, Clock

Body = Callable[..., dict[str, Any]]
Send = Callable[..., tuple[int, dict[str, Any]]]
REFUSED = dict.fromkeys(("preferences", "statistics", "marketing", "media"), "false")


@pytest.fixture(params=["flask", "native"])
def send(
    request: pytest.FixtureRequest, app: Flask, client: FlaskClient, services: Services
) -> Send:
    """Sends to one of the doors; gives status and answer."""
    sites = app.extensions["temoin_sites"]
    doors = {one.PATH: one.make_door(services, sites) for one in (minting, opening)}

    def at(
        path: str, body: Any, origin: str | None, agent: str, peer: str
    ) -> tuple[int, dict[str, Any]]:
        headers = {"Content-Type": "text/plain", "User-Agent": agent}
        if origin:
            headers["Origin"] = origin
        raw = json.dumps(body)
        if request.param == "flask":
            environ = {"REMOTE_ADDR": peer}
            reply = client.post(path, data=raw, headers=headers, environ_base=environ)
            return reply.status_code, json.loads(reply.data)
        sent = {name.lower().encode(): value.encode() for name, value in headers.items()}
        asked = DoorRequest("POST", path, "", sent, raw.encode(), peer)
        answer: Any = asyncio.run(doors[path](asked))
        return answer.status, json.loads(answer.body)

    def sender(
        path: str,
        body: Any,
        origin: str | None = ORIGIN,
        agent: str = "Firefox/140.0",
        peer: str = "192.0.2.7",
    ) -> tuple[int, dict[str, Any]]:
        return at(path, body, origin, agent, peer)

    return sender


@pytest.fixture
def refusal(sharing: Site, clock: Clock) -> str:
    return urlencode({**REFUSED, "revision": 2, "at": clock() // 1000})


@pytest.fixture
def consent(client: FlaskClient, sharing: Site, choice: Body, clock: Clock) -> dict[str, Any]:
    """A recorded consent: `choice` as its cookie says it, and the grant to replace it by."""
    reply = client.post("/api/consent", json=choice(revision=2), headers={"Origin": ORIGIN})
    kept = json.loads(reply.data)
    fields = {**dict.fromkeys(REFUSED, "true"), "revision": 2, "at": clock() // 1000}
    text = urlencode({**fields, "id": kept["id"], "grant": kept["grant"]})
    return {"choice": text, "grant": kept["grant"]}


def minted(send: Send, site: Site, text: str, **who: Any) -> str:
    status, answer = send(minting.PATH, {"site": site.key, "to": BLOG, "choice": text}, **who)
    assert status == 200, answer
    token: str = answer["token"]
    return token


def opened(send: Send, site: Site, token: str, source: str = ORIGIN, **who: Any) -> Any:
    """The choice that comes out; the status when nothing does."""
    body = {"site": site.key, "token": token, "source": source}
    status, answer = send(opening.PATH, body, **{"origin": BLOG, **who})
    return answer["choice"] if status == 200 else status


def test_a_refusal_goes_over_once_and_names_nobody(send: Send, sharing: Site, refusal: str) -> None:
    """CNIL-16: no identifier, the time of the decision is kept, a token opens once."""
    token = minted(send, sharing, refusal)
    assert opened(send, sharing, token) == refusal
    assert opened(send, sharing, token) == 403


def test_a_consent_goes_over_with_its_record(
    send: Send, sharing: Site, consent: dict[str, Any]
) -> None:
    """CNIL-16: the same words, so nothing is recorded or lasts anew."""
    assert opened(send, sharing, minted(send, sharing, consent["choice"])) == consent["choice"]


def test_an_expired_token_opens_nothing(
    send: Send, sharing: Site, refusal: str, clock: Clock
) -> None:
    token = minted(send, sharing, refusal)
    clock.advance(LIFE_S + 1)
    assert opened(send, sharing, token) == 403


def test_what_cannot_be_remembered_is_not_opened(
    send: Send, sharing: Site, refusal: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R5: a flood of tokens fills no memory and lets none be opened twice."""
    monkeypatch.setattr("temoin.handover.service.MAX_USED", 1)
    first, second = (minted(send, sharing, refusal) for _ in range(2))
    assert opened(send, sharing, first) == refusal
    assert opened(send, sharing, second) == 429
    assert opened(send, sharing, first) == 403
    clock.advance(LIFE_S + 1)
    assert opened(send, sharing, minted(send, sharing, refusal)) == refusal


@pytest.mark.parametrize(
    "who",
    [
        {"peer": "198.51.100.1"},
        {"agent": "Chrome/150.0"},
        {"origin": ORIGIN},
        {"origin": None},
        {"origin": "https://evil.example"},
        {"source": "https://evil.example"},
        {"source": BLOG},
    ],
    ids=str,
)
def test_a_token_is_nothing_in_another_hand_or_place(
    send: Send, sharing: Site, consent: dict[str, Any], who: dict[str, Any]
) -> None:
    """CNIL-16: who lures a visitor to a link of his own imposes no choice; a stolen one is void."""
    token = minted(send, sharing, consent["choice"])
    assert opened(send, sharing, token, **who) == 403
    assert opened(send, sharing, token) == consent["choice"]


def test_a_token_is_for_one_site(send: Send, app: Flask, sharing: Site, refusal: str) -> None:
    token = minted(send, sharing, refusal)
    other = add_site(sharing.organisation, "Other", [DOMAIN, "blog.example"])
    share(app, other)
    assert opened(send, other, token) == 403


def share(app: Flask, site: Site, **changed: Any) -> None:
    raw = {**draft_of(site).raw, "shared_choice": True, **changed}
    publish(save_draft(site, load_document(raw)))
    app.extensions["temoin_sites"].forget(site.key)


def refused(send: Send, site: Site, text: str, to: str = BLOG, **who: Any) -> tuple[int, list[str]]:
    status, answer = send(minting.PATH, {"site": site.key, "to": to, "choice": text}, **who)
    return status, list(answer.get("errors", {}))


@pytest.mark.parametrize("to", ["https://evil.example", ORIGIN, "null", f"{BLOG}/", "blog.example"])
def test_a_choice_goes_to_another_domain_of_the_group_only(
    send: Send, sharing: Site, refusal: str, to: str
) -> None:
    assert refused(send, sharing, refusal, to) == (422, ["to"])


def test_what_was_not_allowed_is_not_handed_over(
    send: Send, sharing: Site, consent: dict[str, Any], refusal: str
) -> None:
    """CNIL-16: the grant must stand for exactly what is said to be allowed."""
    real = consent["choice"]
    for text in (
        refusal.replace("media=false", "media=true"),
        real.replace("media=true", "media=false"),
        real[:-1],
        f"{real}&x=true",
        real.split("&id=")[0],
        refusal + real[real.index("&id=") :],
        refusal.replace(refusal[-10:], "9999999999"),
    ):
        assert refused(send, sharing, text) == (422, ["choice"]), text


def test_an_expired_grant_is_not_handed_over(
    send: Send, sharing: Site, consent: dict[str, Any], clock: Clock
) -> None:
    clock.advance(200 * 86_400)
    assert refused(send, sharing, consent["choice"]) == (422, ["choice"])


def test_a_consent_that_was_withdrawn_anywhere_is_not_handed_over(
    send: Send, client: FlaskClient, sharing: Site, consent: dict[str, Any], choice: Body
) -> None:
    """CNIL-15, CNIL-16: what was withdrawn on one domain does not come back from another."""
    no = choice(revision=2, action="withdraw", purposes={}, page=BLOG, grant=consent["grant"])
    assert client.post("/api/consent", json=no, headers={"Origin": BLOG}).status_code == 201
    assert refused(send, sharing, consent["choice"])[0] == 409


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null"])
def test_only_a_page_of_the_group_gets_a_token(
    send: Send, sharing: Site, refusal: str, origin: str | None
) -> None:
    """V22: exact origins."""
    assert refused(send, sharing, refusal, origin=origin)[0] == 403


def test_a_site_that_did_not_declare_a_group_hands_nothing_over(
    send: Send, app: Flask, sharing: Site, refusal: str, client: FlaskClient
) -> None:
    """CNIL-16: a choice is of one host by default, and nothing about it is served."""
    token = minted(send, sharing, refusal)
    assert "/api/handover" in client.get(f"/t/{sharing.key}.js").text
    share(app, sharing, shared_choice=False)
    assert opened(send, sharing, token) == 403
    assert refused(send, sharing, refusal)[0] == 403
    assert "handover" not in client.get(f"/t/{sharing.key}.js").text


def test_every_domain_is_named_on_both_layers_in_every_language(
    client: FlaskClient, app: Flask, sharing: Site
) -> None:
    """CNIL-16: the group is named where the choice is made, also beside the owner's own words."""
    spoken = list(languages())
    names = ["www.shop.example", "shop.example", "blog.example"]
    own = {"fr": {"body": "Nos mots."}}
    share(app, sharing, domains=names, languages=spoken, texts=own)
    for language in spoken:
        text = client.get(f"/t/{sharing.key}.js?l={language}").text
        sentence = wordings(language)["group"]["scope"].format(domains="blog.example, shop.example")
        assert sentence in text, language
        assert sentence in client.get(f"/t/{sharing.key}/panel.js?l={language}").text, language
    assert "Nos mots. Ce choix vaut pour" in client.get(f"/t/{sharing.key}.js?l=fr").text


def test_declaring_or_widening_a_group_asks_again(app: Flask, site: Site) -> None:
    """CNIL-12, CNIL-16: who chose for one domain did not choose for the others."""

    def asks(**changed: Any) -> bool:
        row = Site.get_by_id(site.id)
        row = save_draft(row, load_document({**draft_of(row).raw, **changed}))
        again = asks_again(row)
        publish(row)
        return again

    assert not asks(domains=[DOMAIN, "blog.example"])
    assert asks(shared_choice=True)
    assert not asks(domains=[DOMAIN, "blog.example", f"www.{DOMAIN}"])
    assert asks(domains=[DOMAIN, "blog.example", "news.example"])
    assert not asks(domains=[DOMAIN, "blog.example"])
    assert not asks(shared_choice=False)
