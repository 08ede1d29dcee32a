"""`/api/v1/sites/<key>/stats` and `/consents`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from temoin.accounts.models import Organisation
from temoin.accounts.roles import TokenScope
from temoin.sites.models import Site
from tests.feature.people import make_token

Add = Callable[..., Any]


def get(client: FlaskClient, path: str, token: str, **query: str) -> TestResponse:
    return client.get(path, headers={"Authorization": f"Bearer {token}"}, query_string=query)


def test_statistics_hold_what_the_dashboard_shows(
    client: FlaskClient, organisation: Organisation, site: Site, add_choice: Add, add_view: Add
) -> None:
    add_choice("given")
    add_view("/a", country="FR")
    token = make_token(organisation, TokenScope.STATS_READ)
    period = {"from": "2024-10-03", "to": "2024-10-04"}
    reply = get(client, f"/api/v1/sites/{site.key}/stats", token, **period)
    assert reply.status_code == 200
    found = reply.get_json()
    assert found["choices"] == {"given": 1, "partial": 0, "refused": 0, "withdrawn": 0}
    assert [day["day"] for day in found["days"]] == ["2024-10-03", "2024-10-04"]
    assert found["days"][1]["given"] == found["days"][1]["views"] == 1
    assert found["days"][1]["snippet_loads"] == 0
    assert found["countries"] == [{"name": "FR", "views": 1, "visitors": 1}]
    assert found["unanswered_at_most"] is None


def test_records_come_page_by_page(
    client: FlaskClient, organisation: Organisation, site: Site, add_choice: Add
) -> None:
    for state in ("given", "given", "refused"):
        add_choice(state)
    token = make_token(organisation, TokenScope.CONSENTS_READ)
    path = f"/api/v1/sites/{site.key}/consents"
    first = get(client, path, token, limit="2").get_json()
    second = get(client, path, token, limit="2", cursor=first["next"]).get_json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
    assert first["items"][0]["at"].startswith("2024-10-04T12:00:00")
    refused = get(client, path, token, state="refused").get_json()
    assert [item["granted"] for item in refused["items"]] == [[]]


def test_bad_queries_are_refused_by_field(
    client: FlaskClient, organisation: Organisation, site: Site
) -> None:
    """R16, V7: 422 naming the field, never a 500."""
    token = make_token(organisation, TokenScope.CONSENTS_READ, TokenScope.STATS_READ)
    for path, query, field in (
        ("stats", {"period": "999"}, "period"),
        ("stats", {"from": "x"}, "from"),
        ("stats", {"unknown": "1"}, "unknown"),
        ("consents", {"state": "x"}, "state"),
        ("consents", {"cursor": "x'"}, "after"),
        ("consents", {"limit": "1000"}, "limit"),
        ("consents", {"language": "\x00"}, "language"),
    ):
        reply = get(client, f"/api/v1/sites/{site.key}/{path}", token, **query)
        assert (reply.status_code, field in reply.get_json()["errors"]) == (422, True), (
            path,
            query,
        )
