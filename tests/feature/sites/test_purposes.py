"""Purposes that are no choice: nothing of them reaches visitors' choices, rules or proofs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from temoin.sites.document import load_document
from temoin.sites.models import Site
from temoin.sites.service import draft_of, publish, save_draft
from tests.feature.sites.conftest import Call, Command

ORDERS: dict[str, Any] = {
    "key": "orders",
    "title": {"fr": "Vos achats", "en": "Your purchases"},
    "text": {"fr": "Livrer vos commandes.", "en": "Deliver your orders."},
    "basis": "contract",
    "vendors": [{"key": "carrier-site", "name": "Carrier", "hosts": ["carrier.example"]}],
}


@pytest.fixture
def with_orders(app: Flask, site: Site) -> Site:
    raw = draft_of(site).raw
    raw["purposes"].append(ORDERS)
    publish(save_draft(site, load_document(raw)))
    app.extensions["temoin_sites"].forget(site.key)
    return site


def test_what_is_no_choice_is_in_no_banner_rule_or_guard(
    client: FlaskClient, with_orders: Site
) -> None:
    """GDPR-03: it holds nothing back and lets nothing loose."""
    key = with_orders.key
    for path in (f"/t/{key}.js", f"/t/{key}/panel.js?l=fr", f"/t/{key}/guard.js"):
        text = client.get(path).text
        assert "Vos achats" not in text
        assert "carrier" not in text, path
    rules = client.get(f"/t/{key}/rules.json").get_json()
    assert "carrier-site" not in {service["key"] for service in rules["services"]}
    assert "carrier.example" not in rules["free"]


def test_what_is_no_choice_cannot_be_chosen(
    client: FlaskClient, with_orders: Site, choice: Any
) -> None:
    body = choice(revision=2, action="custom", purposes={"orders": True})
    assert client.post("/api/consent", json=body).status_code == 422
    assert client.post("/api/consent", json=choice(revision=2)).status_code == 201


def test_the_api_adds_a_recipient_only_where_the_purpose_is_described(
    call: Call, site: Site
) -> None:
    """GDPR-03: 422 names what is missing; the purpose alone is saved."""
    raw = draft_of(site).raw
    raw["purposes"].append(ORDERS)
    reply = call("PUT", f"/sites/{site.key}", json={"document": raw})
    assert reply.status_code == 422
    assert "how long the data are kept" in str(reply.get_json()["errors"]["purposes"])
    raw["purposes"][-1] = {**ORDERS, "vendors": []}
    assert call("PUT", f"/sites/{site.key}", json={"document": raw}).status_code == 200


def test_the_command_line_says_what_is_missing_and_publishes(
    command: Command, site: Site, tmp_path: Path
) -> None:
    """GDPR-03: the banner protects visitors although a text is missing."""
    raw = draft_of(site).raw
    raw["purposes"].append(ORDERS)
    file = tmp_path / "site.yaml"
    file.write_text(yaml.safe_dump(raw), encoding="utf-8")
    done = command("site", "set", site.key, str(file))
    assert done.exit_code == 0
    assert "orders.retention: how long the data are kept" in done.output
    assert Site.get_by_id(site.id).published_number == 2
