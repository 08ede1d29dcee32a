"""`/api/v1/sites/<key>/stats`, `/banner` and `/consents`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from temoin.accounts.models import Organisation
from temoin.accounts.roles import TokenScope
from temoin.sites.models import Site
from temoin.tally.models import BannerTally
from tests.feature.people import make_token
from tests.feature.stats.conftest import DAY
from tests.feature.test_regimes import published

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


TEST = {"arms": [{"key": "b", "texts": {"fr": {"title": "Autrement"}}}]}


def tallied(site: Site, arm: str, **counts: int) -> None:
    """Writes what happened to one arm of the banner on one day."""
    for what, count in counts.items():
        waited_s = 10 if what in ("accept", "partial", "refuse") else 0
        place = {"revision": 2, "arm": arm, "regime": "eu", "layout": "narrow", "page": "/"}
        BannerTally.create(site=site, day=DAY, what=what, waited_s=waited_s, count=count, **place)


def test_results_of_the_banner_and_its_test_are_told(
    app: Flask, client: FlaskClient, organisation: Organisation, site: Site
) -> None:
    """The dashboard's page: counts, shares with intervals, by day and group, arms with lifts."""
    published(app, site, experiment=TEST)
    tallied(site, "", shown=100, accept=20, refuse=30, opened=5)
    tallied(site, "b", shown=100, accept=60, partial=10, withdraw=1)
    token = make_token(organisation, TokenScope.STATS_READ)
    path = f"/api/v1/sites/{site.key}/banner"
    reply = get(client, path, token, **{"from": "2024-10-03", "to": "2024-10-04"})
    assert reply.status_code == 200
    found = reply.get_json()
    counts = {
        "shown": 200, "opened": 5, "reopened": 0, "accept": 80, "partial": 10, "refuse": 30,
        "withdraw": 1, "unanswered": 80,
    }  # fmt: skip
    assert (found["from"], found["to"], found["counting"]) == ("2024-10-03", "2024-10-04", True)
    assert found["whole"] == counts
    assert found["shares"]["accept"]["share"] == 0.4
    assert 0.3 < found["shares"]["accept"]["low"] < 0.4 < found["shares"]["accept"]["high"] < 0.5
    assert found["days"][0]["shown"] == 0
    assert found["days"][1] == {"day": "2024-10-04", **counts}
    assert found["waited"] == [{"seconds": 10, "answers": 120}]
    assert found["layouts"] == [{"name": "narrow", **counts}]
    assert [one["name"] for one in (*found["regimes"], *found["pages"])] == ["eu", "/"]
    own, other = found["arms"]
    assert (own["key"], own["shown"], own["answered_lift"]) == ("", 100, None)
    assert (other["key"], other["accept"], other["partial"]) == ("b", 60, 10)
    assert other["accepted_lift"]["share"] == pytest.approx(0.4)
    assert other["accepted_lift"]["low"] > 0
    # Without a test there are no arms, and nothing is counted unless the owner wants it.
    published(app, Site.get_by_id(site.id), experiment={"arms": []})
    assert get(client, path, token).get_json()["arms"] == []
    assert get(client, path, token).get_json()["counting"] is False
    assert get(client, path, token).get_json()["shares"]["accept"] is None


def test_results_of_the_banner_are_for_who_may_read_statistics(
    client: FlaskClient, organisation: Organisation, site: Site
) -> None:
    """API1, API5: another scope is refused, and another organisation finds nothing."""
    path = f"/api/v1/sites/{site.key}/banner"
    assert client.get(path).status_code == 401
    assert get(client, path, make_token(organisation, TokenScope.SITES_READ)).status_code == 403
    other = Organisation.create(name="Stranger", created_at=1)
    assert get(client, path, make_token(other, TokenScope.STATS_READ)).status_code == 404
    described = client.get("/api/v1/openapi.json").get_json()
    assert "get" in described["paths"]["/api/v1/sites/{key}/banner"]


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
