"""`POST /api/consent` through the Flask route, on both databases."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from temoin.consent.models import ConsentRecord
from temoin.core import grant as grants
from temoin.sites.models import Site
from temoin.web.services import Services
from tests.feature.conftest import ALL, ORIGIN

Body = Callable[..., dict[str, Any]]


def send(client: FlaskClient, body: Any, **options: Any) -> Any:
    headers = {"Origin": ORIGIN, **options.pop("headers", {})}
    data = body if isinstance(body, bytes) else json.dumps(body)
    return client.post("/api/consent", data=data, content_type="text/plain", headers=headers)


def test_an_acceptance_is_recorded_with_what_was_shown_and_where(
    client: FlaskClient, choice: Body, site: Site
) -> None:
    """GDPR-05, REC-05: revision, language, source and page without its query are kept."""
    reply = send(client, choice())
    record = ConsentRecord.get()
    assert reply.status_code == 201
    assert set(reply.json) == {"id", "receipt", "grant"}
    assert record.granted.split() == list(ALL)
    assert (record.state, record.revision, record.language) == ("given", 1, "fr")
    assert record.page == f"{ORIGIN}/article"


def test_a_refusal_is_recorded_and_gets_no_grant(client: FlaskClient, choice: Body) -> None:
    """REC-07: nothing that a browser could keep as an identifier."""
    reply = send(client, choice(action="refuse", purposes=dict.fromkeys(ALL, False)))
    assert (reply.status_code, reply.json["grant"]) == (201, None)
    assert ConsentRecord.get().state == "refused"


def test_a_partial_choice_grants_only_what_was_chosen(client: FlaskClient, choice: Body) -> None:
    """CNIL-10: what was not mentioned is refused."""
    reply = send(client, choice(action="custom", purposes={"media": True}))
    assert reply.json["grant"].endswith(".media")
    assert ConsentRecord.get().state == "partial"


def test_a_replay_answers_the_same_and_stores_once(client: FlaskClient, choice: Body) -> None:
    """R2: the same key again gives 200 with the same body."""
    body = choice()
    first, second = send(client, body), send(client, body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    assert ConsentRecord.select().count() == 1


def test_a_key_used_for_another_decision_is_a_conflict(client: FlaskClient, choice: Body) -> None:
    """R2: other content under the same key is 409 and changes nothing."""
    body = choice()
    send(client, body)
    other = {**body, "action": "refuse", "purposes": dict.fromkeys(ALL, False)}
    assert send(client, other).status_code == 409
    assert ConsentRecord.get().state == "given"


def test_a_withdrawal_names_the_record_it_replaces(client: FlaskClient, choice: Body) -> None:
    """GDPR-06: the new record points to the old one, which stays as it was."""
    given = send(client, choice()).json
    body = choice(
        action="withdraw",
        purposes=dict.fromkeys(ALL, False),
        source="panel",
        grant=given["grant"],
    )
    send(client, body)
    old, new = ConsentRecord.select().order_by(ConsentRecord.at, ConsentRecord.id)
    assert (old.state, new.state) == ("given", "withdrawn")
    assert new.previous == old.id == uuid.UUID(given["id"]).bytes


def test_no_country_is_kept_without_statistics(client: FlaskClient, choice: Body) -> None:
    """GDPR-01: geography only when allowed."""
    peer = {"REMOTE_ADDR": "193.0.6.139"}
    for purposes in ({"media": True}, {"statistics": True}):
        body = json.dumps(choice(action="custom", purposes=purposes))
        client.post("/api/consent", data=body, content_type="text/plain", environ_base=peer)
    without, allowed = ConsentRecord.select().order_by(ConsentRecord.at, ConsentRecord.id)
    assert (without.country, allowed.country) == (None, "NL")


def test_the_grant_is_bound_to_site_and_purposes(
    client: FlaskClient, choice: Body, site: Site, services: Services
) -> None:
    """R21: a grant proves what one record allowed on one site."""
    token = send(client, choice()).json["grant"]
    secret = services.derived_secret("grant")
    held = grants.verify(secret, site.key, token)
    assert held is not None
    assert held.purposes == ALL
    assert grants.verify(secret, "another-site", token) is None
    assert grants.verify(secret, site.key, token + ".more") is None


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (ORIGIN, 201),
        ("http://shop.example", 201),
        ("https://evil.example", 403),
        ("https://shop.example.evil.example", 403),
        ("https://shop.example:8443", 403),
        ("null", 403),
    ],
)
def test_only_exact_origins_of_the_site_may_send(
    client: FlaskClient, choice: Body, origin: str, status: int
) -> None:
    """V22, WEB-15: never a wildcard, never null; the stranger gets no CORS header."""
    reply = send(client, choice(), headers={"Origin": origin})
    allowed = reply.headers.get("Access-Control-Allow-Origin")
    assert reply.status_code == status
    assert allowed == (origin if status == 201 else None)
    assert "Origin" in reply.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in reply.headers


def test_a_preflight_is_answered_for_origins_of_sites_only(client: FlaskClient, site: Site) -> None:
    """V22."""
    asked = {"Access-Control-Request-Method": "POST"}
    ours = client.options("/api/consent", headers={"Origin": ORIGIN, **asked})
    theirs = client.options("/api/consent", headers={"Origin": "https://evil.example", **asked})
    assert ours.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Origin" not in theirs.headers


def test_a_recipient_refused_alone_is_on_the_record(
    client: FlaskClient, choice: Body, recipients: Site
) -> None:
    """CNIL-09, CNIL-18: the proof names it; every purpose is granted and still it is partial."""
    body = choice(action="custom", vendors={"ads": False, "more-ads": True}, revision=2)
    receipt = send(client, body).json["receipt"]
    record = ConsentRecord.get()
    assert (record.state, record.granted.split()) == ("partial", list(ALL))
    assert json.loads(record.vendors or "") == {"ads": False}
    page = client.get(receipt.removeprefix("http://consent.example")).text
    assert "<small>sauf Ads</small>" in page


def test_recipients_of_a_refused_purpose_are_not_on_the_record(
    client: FlaskClient, choice: Body, recipients: Site
) -> None:
    """A refusal says it all."""
    body = choice(action="custom", purposes={"media": True}, vendors={"ads": False}, revision=2)
    assert send(client, body).status_code == 201
    assert ConsentRecord.get().vendors is None


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("purposes", {"purposes": {"sell": True}}),
    ("purposes", {"action": "refuse"}),
    ("purposes", {"purposes": {"media": False}}),
    ("purposes", {"purposes": {"media": 1}}),
    ("purposes", {"purposes": []}),
    ("vendors", {"vendors": {"nobody": False}, "action": "custom"}),
    ("vendors", {"vendors": {"ads": 0}}),
    ("revision", {"revision": 99}),
    ("revision", {"revision": "1"}),
    ("revision", {"revision": 0}),
    ("revision", {"revision": True}),
    ("lang", {"lang": "xx"}),
    ("page", {"page": "javascript:alert(1)"}),
    ("page", {"page": "https://shop.example/\ud800"}),
    ("page", {"page": "https://shop.example/\x00"}),
    ("page", {"page": 7}),
    ("key", {"key": "not-a-uuid"}),
    ("key", {"key": "{3F2504E0-4F89-11D3-9A0C-0305E82C3301}"}),
    ("source", {"source": "elsewhere"}),
    ("action", {"action": "maybe"}),
    ("role", {"role": "owner"}),
    ("created_at", {"created_at": 1}),
]


@pytest.mark.parametrize(("field", "changed"), WRONG, ids=lambda value: str(value)[:30])
def test_a_wrong_field_is_named_and_nothing_is_stored(
    client: FlaskClient, choice: Body, field: str, changed: dict[str, Any]
) -> None:
    """R16, V25: 422 (400 where the text cannot be read) and no row."""
    reply = send(client, choice(**changed))
    assert reply.status_code in (400, 422)
    assert reply.status_code == 400 or any(field in name for name in reply.json["errors"])
    assert ConsentRecord.select().count() == 0


UNREADABLE = [b"", b"{", b"[]", b"null", b'{"revision": NaN}', b"\xff\xfe", b"[" * 30_000, b"1e999"]


@pytest.mark.parametrize("raw", UNREADABLE, ids=repr)
def test_unreadable_bodies_get_a_clear_answer(client: FlaskClient, site: Site, raw: bytes) -> None:
    """R16: deep nesting, NaN, bad encodings: 4xx, never 500."""
    assert send(client, raw[:32_000]).status_code in (400, 422)


def test_a_body_past_the_limit_is_refused(client: FlaskClient, choice: Body) -> None:
    """R16: 32 KB."""
    assert send(client, choice(page=ORIGIN + "/" + "a" * 40_000)).status_code == 413


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "image/png"}, {"Content-Encoding": "gzip"}], ids=str
)
def test_other_kinds_of_bodies_are_refused(
    client: FlaskClient, choice: Body, headers: dict[str, str]
) -> None:
    """R16: nothing compressed, nothing but JSON text."""
    kind = {"Content-Type": "text/plain", "Origin": ORIGIN, **headers}
    reply = client.post("/api/consent", data=json.dumps(choice()), headers=kind)
    assert reply.status_code == 415


def test_an_unknown_site_is_not_found(client: FlaskClient, choice: Body) -> None:
    """R21: a key is an identifier; guessing one finds nothing."""
    assert send(client, choice(site="nosuchsite")).status_code == 404


def test_the_receipt_says_in_words_what_was_chosen(client: FlaskClient, choice: Body) -> None:
    """REC-08: a readable page in the language of the choice, with nothing about the person."""
    body = choice(action="custom", purposes={"statistics": True}, lang="fr")
    receipt = send(client, body).json["receipt"]
    page = client.get(receipt.removeprefix("http://consent.example"))
    assert page.status_code == 200
    assert "Certains usages sont acceptés" in page.text
    assert page.text.count("<td>Refusé</td>") == 3
    assert page.text.count("<td>Accepté</td>") == 1


@pytest.mark.parametrize("name", [str(uuid.uuid4()), "x", "../etc/passwd"])
def test_a_receipt_that_was_not_given_is_not_found(
    client: FlaskClient, site: Site, name: str
) -> None:
    assert client.get(f"/r/{name}").status_code == 404
