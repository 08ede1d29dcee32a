"""A described site with everything that a register tells, and people who read it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from temoin.accounts.models import Organisation
from temoin.accounts.roles import Role
from temoin.sites.document import load_document
from temoin.sites.models import Site
from temoin.sites.service import draft_of, publish, save_draft
from tests.feature.command_line import Command, command
from tests.feature.people import Browser, make_user

__all__ = ["Command", "command"]

CONTROLLER: dict[str, Any] = {
    "name": "Boutique SARL",
    "contact": "vie-privee@shop.example",
    "address": "1 rue de la Paix, 75002 Paris",
    "country": "FR",
    "dpo": "dpo@shop.example",
}
ORDERS: dict[str, Any] = {
    "key": "orders",
    "title": {"fr": "Vos commandes", "en": "Your orders"},
    "text": {"fr": "Livrer ce que vous commandez.", "en": "Deliver what you order."},
    "basis": "contract",
    "data": {"known": ["name", "order"], "own": [{"fr": "pointure", "en": "shoe size"}]},
    "persons": {"known": ["customers"]},
    "recipients": {"known": ["carrier"], "own": [{"fr": "=1+1", "en": "=1+1"}]},
    "security": {"known": ["access_control"]},
    "retention": {"months": 120, "reason": {"fr": "Code de commerce.", "en": "Commercial code."}},
    "mandatory": {"fr": "Sans elles, pas de livraison.", "en": "Without them, no delivery."},
    "transfers": [{"country": "US", "safeguard": "standard_clauses"}],
}


@pytest.fixture
def described(site: Site) -> Site:
    """The site with a controller, a purpose by contract and a recipient in the United States."""
    raw = draft_of(site).raw
    raw["controller"] = CONTROLLER
    raw["purposes"].append(ORDERS)
    raw["purposes"][2]["vendors"] = [{"key": "meta-pixel"}, {"name": "Ads <b>"}]
    publish(save_draft(site, load_document(raw)))
    found: Site = Site.get_by_id(site.id)
    return found


@pytest.fixture
def viewer(app: Flask, organisation: Organisation) -> Browser:
    return Browser(app, make_user("viewer@shop.example", {organisation: Role.VIEWER}))
