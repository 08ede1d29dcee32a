"""`POST /api/event` through the Flask route, on both databases."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from temoin.ingest.models import Event
from temoin.sites.models import Site
from temoin.sites.service import add_site
from tests.feature.conftest import ALL, ORIGIN, Clock

Body = Callable[..., dict[str, Any]]
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def send(client: FlaskClient, body: Any, **headers: str) -> Any:
    sent = {"Origin": ORIGIN, "User-Agent": AGENT, **headers}
    peer = {"REMOTE_ADDR": "193.0.6.139"}
    text = json.dumps(body)
    return client.post(
        "/api/event", data=text, content_type="text/plain", headers=sent, environ_base=peer
    )


@pytest.fixture
def decide(client: FlaskClient, choice: Body) -> Callable[..., str]:
    """Make a choice and give its grant."""

    def make(**changed: Any) -> str:
        body = json.dumps(choice(**changed))
        reply = client.post("/api/consent", data=body, content_type="text/plain")
        assert reply.status_code == 201
        return str(json.loads(reply.data)["grant"])

    return make


def test_an_allowed_page_view_is_stored_with_coarse_classes(
    client: FlaskClient, page_view: Body, decide: Callable[..., str]
) -> None:
    """AUD-09: country and class of browser; no address, no user agent string, no query."""
    body = page_view(grant=decide(), referrer="https://search.example/?q=private")
    reply = send(client, body)
    event = Event.get()
    assert (reply.status_code, reply.json) == (202, {"stored": 1, "dropped": {}})
    assert (event.page, event.referrer, event.country) == ("/article", "search.example", "NL")
    assert (event.browser, event.system, event.device) == ("Firefox", "Linux", "desktop")
    kept = [str(value) for value in event.__data__.values()]
    assert not any(
        "193.0.6.139" in value or "Gecko" in value or "private" in value for value in kept
    )


@pytest.mark.parametrize(
    ("grant", "reason"),
    [(None, "no_grant"), ("", "no_grant"), ("x" * 48 + ".statistics", "bad_grant")],
)
def test_an_event_without_a_true_grant_is_dropped(
    client: FlaskClient, page_view: Body, grant: str | None, reason: str
) -> None:
    """EDPB-03: nothing is measured by the address alone; the page's word is not enough."""
    reply = send(client, page_view(grant=grant))
    assert reply.json == {"stored": 0, "dropped": {reason: 1}}
    assert Event.select().count() == 0


def test_a_grant_for_other_purposes_does_not_allow_measurement(
    client: FlaskClient, page_view: Body, decide: Callable[..., str]
) -> None:
    """GDPR-03: one purpose never stands in for another."""
    grant = decide(action="custom", purposes={"marketing": True})
    assert send(client, page_view(grant=grant)).json["dropped"] == {"not_allowed": 1}


def test_nothing_is_stored_after_a_withdrawal(
    client: FlaskClient, page_view: Body, decide: Callable[..., str]
) -> None:
    """CNIL-15, SAN-07: the old grant is worthless at once."""
    grant = decide()
    decide(action="withdraw", purposes=dict.fromkeys(ALL, False), grant=grant)
    assert send(client, page_view(grant=grant)).json["dropped"] == {"withdrawn": 1}
    assert Event.select().count() == 0


def test_a_grant_ends_with_the_choice(
    client: FlaskClient, page_view: Body, decide: Callable[..., str], clock: Clock
) -> None:
    """CNIL-12: six months."""
    grant = decide()
    clock.advance(183 * 86_400)
    assert send(client, page_view(grant=grant)).json["dropped"] == {"expired": 1}


def test_a_grant_of_another_site_is_refused(
    client: FlaskClient, page_view: Body, decide: Callable[..., str], site: Site
) -> None:
    """R20: grants do not move between tenants."""
    grant = decide()
    other = add_site(site.organisation, "Other", ["shop.example"])
    reply = send(client, page_view(site=other.key, grant=grant))
    assert reply.json["dropped"] == {"bad_grant": 1}


def test_robots_prefetches_and_foreign_pages_are_dropped_by_name(
    client: FlaskClient, page_view: Body, decide: Callable[..., str]
) -> None:
    """WEB-10; every drop has a name that is told and counted."""
    grant = decide()
    robot = send(client, page_view(grant=grant), **{"User-Agent": "Googlebot/2.1"})
    early = send(client, page_view(grant=grant), **{"Sec-Purpose": "prefetch;prerender"})
    foreign = send(client, page_view(grant=grant, url="https://evil.example/"))
    assert [r.json["dropped"] for r in (robot, early, foreign)] == [
        {"bot": 1},
        {"prefetch": 1},
        {"foreign_page": 1},
    ]
    assert 'reason="bot"' in client.get("/metrics").text


def test_a_batch_stores_what_is_new_and_counts_the_rest(
    client: FlaskClient, page_view: Body, decide: Callable[..., str]
) -> None:
    """R6: received = stored + dropped."""
    grant = decide()
    event = page_view(grant=grant)
    batch = [event, event, {**event, "url": f"{ORIGIN}/other"}, page_view(grant=grant), page_view()]
    reply = send(client, batch)
    assert reply.json == {"stored": 2, "dropped": {"duplicate": 1, "conflict": 1, "no_grant": 1}}


def test_one_event_with_a_used_key_is_a_conflict(
    client: FlaskClient, page_view: Body, decide: Callable[..., str]
) -> None:
    """R2: 409, and the stored event stays as it was."""
    event = page_view(grant=decide())
    send(client, event)
    assert send(client, event).json["dropped"] == {"duplicate": 1}
    assert send(client, {**event, "name": "other"}).status_code == 409
    assert Event.get().name == "pageview"


def test_the_same_browser_gets_unrelated_hashes_on_two_sites(
    client: FlaskClient, page_view: Body, decide: Callable[..., str], site: Site
) -> None:
    """AUD-03, AUD-07: nothing joins visits across sites."""
    visitor = uuid.uuid4().hex
    send(client, page_view(grant=decide(), visitor=visitor))
    other = add_site(site.organisation, "Other", ["shop.example"])
    send(client, page_view(site=other.key, grant=decide(site=other.key), visitor=visitor))
    hashes = [event.visitor for event in Event.select()]
    assert len(set(hashes)) == 2
    assert visitor.encode() not in b"".join(value or b"" for value in hashes)


@pytest.mark.parametrize(
    "changed",
    [
        {"url": "ftp://shop.example/"},
        {"url": "https://shop.example/\x00"},
        {"name": ""},
        {"name": "a\x00b"},
        {"name": "x" * 65},
        {"props": {"a": None}},
        {"props": {"a": {"b": 1}}},
        {"props": {"n": 2**60}},
        {"props": {str(n): n for n in range(21)}},
        {"key": "1"},
        {"site_id": 1},
        {"at": 1},
    ],
    ids=str,
)
def test_wrong_events_are_refused_whole(
    client: FlaskClient, page_view: Body, decide: Callable[..., str], changed: dict[str, Any]
) -> None:
    """R16, V25: one wrong event in a batch stores nothing of it."""
    grant = decide()
    reply = send(client, [page_view(grant=grant), page_view(grant=grant, **changed)])
    assert reply.status_code == 422
    assert Event.select().count() == 0


def test_events_of_two_sites_in_one_body_are_refused(client: FlaskClient, page_view: Body) -> None:
    """An origin is checked against one site."""
    assert send(client, [page_view(), page_view(site="other")]).status_code == 422


def test_fifty_events_are_the_most(client: FlaskClient, page_view: Body) -> None:
    """Contract: an array of up to 50."""
    assert send(client, [page_view() for _ in range(51)]).status_code == 422
    assert send(client, []).status_code == 422
