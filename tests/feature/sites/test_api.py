"""The management API: bearer tokens, problem documents, pages, no field more (V25)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.accounts.models import ApiToken, Organisation
from temoin.accounts.roles import Role, TokenScope
from temoin.sites.models import Site, SiteRevision
from temoin.sites.service import add_site
from temoin.web.openapi import api_routes
from tests.feature.people import Browser, make_token, make_user
from tests.feature.sites.conftest import Call

NOT_OFFERED = [
    "role",
    "site_id",
    "organisation_id",
    "organisation",
    "tenant_id",
    "created_at",
    "id",
    "key",
    "verified",
    "hash",
    "content_hash",
    "published_number",
    "draft_version",
    "version",
]
NEW = {"name": "Client", "domains": ["client.example"]}


def test_a_site_is_made_changed_and_published(call: Call, client: FlaskClient) -> None:
    made = call("POST", "/sites", json={**NEW, "language": "en"})
    assert made.status_code == 201
    key = made.get_json()["key"]
    assert made.location == f"/api/v1/sites/{key}"
    assert client.get(f"/t/{key}.js").status_code == 200
    document = made.get_json()["document"]
    document["theme"]["radius"] = 3
    changed = call("PUT", f"/sites/{key}", json={"document": document, "if_version": 1})
    assert (changed.get_json()["version"], changed.get_json()["unpublished_changes"]) == (2, True)
    published = call("POST", f"/sites/{key}/publish")
    assert (published.status_code, published.get_json()["number"]) == (200, 2)
    (warning,) = published.get_json()["warnings"]  # the same that the dashboard shows (EDPB-12)
    assert warning["field"] == "controller.name"
    assert "who" in warning["message"]
    shown = call("GET", f"/sites/{key}").get_json()
    assert (shown["revision"], shown["unpublished_changes"]) == (2, False)
    numbers = [row["number"] for row in call("GET", f"/sites/{key}/revisions").get_json()["items"]]
    assert numbers == [2, 1]


def test_an_outdated_version_is_refused(call: Call, site: Site) -> None:
    document = call("GET", f"/sites/{site.key}").get_json()["document"]
    body = {"document": document, "if_version": 1}
    assert call("PUT", f"/sites/{site.key}", json=body).status_code == 200
    again = call("PUT", f"/sites/{site.key}", json=body)
    assert (again.status_code, again.mimetype) == (409, "application/problem+json")


def test_lists_come_in_pages(call: Call, organisation: Organisation) -> None:
    keys = [add_site(organisation, f"Client {n}", [f"c{n}.example"]).key for n in range(7)]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = call("GET", f"/sites?limit=3&cursor={cursor}").get_json()
        assert len(page["items"]) <= 3
        seen += [row["key"] for row in page["items"]]
        cursor = page["next"]
    assert seen == keys


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=1e9",
        "cursor=x",
        "cursor=%00",
        "cursor=é",
        "cursor=YWZ0ZXIgLTE",
        "cursor=YWZ0ZXIgOTk5OTk5OTk5OTk5OTk5OTk5OTk5",
        "cursor=1%20or%201=1",
        "limit=1;select pg_sleep(3)",
        "order=name",
        "page=2",
    ],
)
def test_what_is_no_page_is_refused(call: Call, site: Site, query: str) -> None:
    """V7."""
    for path in ("/sites", f"/sites/{site.key}/revisions"):
        reply = call("GET", f"{path}?{query}")
        assert (reply.status_code, reply.mimetype) == (422, "application/problem+json")


@pytest.mark.parametrize(
    "field",
    NOT_OFFERED,
)
def test_no_field_can_be_set_that_is_not_offered(call: Call, site: Site, field: str) -> None:
    """V25: 422, and nothing changes."""
    before = _rows()
    document = call("GET", f"/sites/{site.key}").get_json()["document"]
    bodies: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/sites", {**NEW, field: 1}),
        ("PUT", f"/sites/{site.key}", {"document": document, field: 1}),
        ("PUT", f"/sites/{site.key}", {"document": {**document, field: 1}}),
        ("PUT", f"/sites/{site.key}", {"document": _in_purpose(document, field)}),
        ("PUT", f"/sites/{site.key}", {"document": _in_theme(document, field)}),
    ]
    for method, path, body in bodies:
        if body.get("document", {}).get("purposes", [{}])[0].get("key") == 1:
            continue
        reply = call(method, path, json=body)
        assert reply.status_code == 422, (method, body)
        assert field in str(reply.get_json()["errors"])
    assert _rows() == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b'{"name":"\xff"}', 400),
        (b'{"name":"\\ud800"}', 400),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'{"name":"a\\u0000b","domains":["a.example"]}', 422),
        (b'{"name":1,"domains":["a.example"]}', 422),
        (b'{"name":"a","domains":"a.example"}', 422),
        (b'{"name":"a","domains":[null]}', 422),
        (b'{"name":"a","domains":["\\u0000"]}', 422),
        (b'{"name":"","domains":["a.example"]}', 422),
        (b'{"name":"a","domains":["a.example"],"language":["fr"]}', 422),
        (b'{"name":"a","domains":["a.example"],"language":"xx"}', 422),
    ],
)
def test_bad_bodies_get_a_clear_answer(call: Call, body: bytes, status: int) -> None:
    """R16."""
    reply = call("POST", "/sites", data=body, content_type="application/json")
    assert (reply.status_code, reply.mimetype) == (status, "application/problem+json")
    assert Site.select().count() == 0


@pytest.mark.parametrize("if_version", ["1", 1.5, True, 0, -1, 2**31, 10**30, [1]], ids=repr)
def test_versions_are_whole_numbers(call: Call, site: Site, if_version: object) -> None:
    document = call("GET", f"/sites/{site.key}").get_json()["document"]
    body = {"document": document, "if_version": if_version}
    assert call("PUT", f"/sites/{site.key}", json=body).status_code == 422


def test_forms_and_compressed_bodies_are_not_taken(call: Call) -> None:
    form = "application/x-www-form-urlencoded"
    assert call("POST", "/sites", data="name=a", content_type=form).status_code == 415


@pytest.mark.parametrize("key", ["ghost", "%00", "a'b", "..", "%F0%9F%98%80", "a" * 500])
def test_ghost_keys_are_not_found(call: Call, key: str) -> None:
    assert call("GET", f"/sites/{key}").status_code == 404
    assert call("POST", f"/sites/{key}/publish").status_code == 404


def test_without_a_working_token_there_is_no_answer(
    call: Call, client: FlaskClient, site: Site
) -> None:
    """R21: a site's key is no authority, and a revoked token stops at once."""
    for bearer in ("", "tmn_wrong", "wrong", site.key, "tmn_\x7f", "tmn_é"):
        reply = call("GET", "/sites", bearer=bearer)
        assert reply.status_code == 401
        assert reply.headers["WWW-Authenticate"] == "Bearer"
    basic = client.get("/api/v1/sites", headers={"Authorization": "Basic dG1uXzp4"})
    assert basic.status_code == 401
    assert call("GET", "/sites").status_code == 200
    ApiToken.update(revoked_at=1).execute()
    assert call("GET", "/sites").status_code == 401


def test_cookies_open_nothing_in_the_api(app: Flask, organisation: Organisation) -> None:
    """V9: no cookie is looked at, so no other site can use one."""
    owner = make_user("owner@shop.example", {organisation: Role.OWNER})
    assert Browser(app, owner).get("/api/v1/sites").status_code == 401


def test_the_api_lets_no_other_origin_read(client: FlaskClient, call: Call, site: Site) -> None:
    """V22."""
    origin = {"Origin": "https://shop.example"}
    preflight = client.options(
        "/api/v1/sites", headers={**origin, "Access-Control-Request-Method": "POST"}
    )
    token = make_token(site.organisation, TokenScope.SITES_READ)
    reply = client.get("/api/v1/sites", headers={**origin, "Authorization": f"Bearer {token}"})
    for answer in (preflight, reply):
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
    assert "Set-Cookie" not in reply.headers
    assert reply.headers["Cache-Control"] == "no-store"


def test_a_token_does_only_what_its_scopes_say(call: Call, site: Site) -> None:
    for scope in TokenScope:
        bearer = make_token(site.organisation, scope)
        reads = call("GET", f"/sites/{site.key}", bearer=bearer).status_code
        writes = call("POST", f"/sites/{site.key}/publish", bearer=bearer).status_code
        assert reads == (200 if scope is TokenScope.SITES_READ else 403)
        assert writes == (200 if scope is TokenScope.SITES_WRITE else 403)


def test_a_token_sees_nothing_of_another_organisation(call: Call, site: Site) -> None:
    """R20."""
    stranger = Organisation.create(name="Stranger", created_at=0)
    bearer = make_token(stranger, *TokenScope)
    assert call("GET", "/sites", bearer=bearer).get_json() == {"items": [], "next": None}
    assert call("GET", f"/sites/{site.key}", bearer=bearer).status_code == 404
    assert call("POST", f"/sites/{site.key}/publish", bearer=bearer).status_code == 404
    call("POST", "/sites", bearer=bearer, json=NEW)
    assert Site.get(Site.name == "Client").organisation == stranger


def test_the_document_names_every_route(app: Flask, client: FlaskClient) -> None:
    """R18: 100 % of `/api/v1`, with what each one needs."""
    document = client.get("/api/v1/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    listed = {(path, method.upper()) for path, ops in document["paths"].items() for method in ops}
    routes = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if rule.rule.startswith("/api/v1") and method not in ("HEAD", "OPTIONS")
    }
    assert len(listed) == len(routes) >= 7
    assert len({operation for _, operation in _operations(document)}) == len(listed)
    for path, method, _, view in api_routes(app):
        described = document["paths"][path][method.lower()]
        assert described["summary"], f"{method} {path} has no docstring"
        scope = view.access.scope  # type: ignore[attr-defined]
        assert described["security"] == ([{"token": [scope.value]}] if scope else [])


def test_every_reference_of_the_document_leads_somewhere(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(_references(document)) <= known


def _operations(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (path, operation["operationId"])
        for path, operations in document["paths"].items()
        for operation in operations.values()
    ]


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return own + [ref for value in node.values() for ref in _references(value)]
    if isinstance(node, list):
        return [ref for value in node for ref in _references(value)]
    return []


def _in_purpose(document: dict[str, Any], field: str) -> dict[str, Any]:
    first, *others = document["purposes"]
    return {**document, "purposes": [{**first, field: 1}, *others]}


def _in_theme(document: dict[str, Any], field: str) -> dict[str, Any]:
    return {**document, "theme": {**document["theme"], field: 1}}


def _rows() -> list[dict[str, Any]]:
    return [*Site.select().dicts(), *SiteRevision.select().dicts()]
