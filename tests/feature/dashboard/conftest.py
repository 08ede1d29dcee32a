"""A signed-in editor in front of the dashboard."""

from __future__ import annotations

import pytest
from flask import Flask

from temoin.accounts.models import Organisation
from temoin.accounts.roles import Role
from tests.feature.people import Browser, make_user


@pytest.fixture
def owner(app: Flask, organisation: Organisation) -> Browser:
    return Browser(app, make_user("owner@shop.example", {organisation: Role.OWNER}))


@pytest.fixture
def viewer(app: Flask, organisation: Organisation) -> Browser:
    return Browser(app, make_user("viewer@shop.example", {organisation: Role.VIEWER}))
