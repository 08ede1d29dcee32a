"""Two organisations and the people in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from temoin.accounts.models import Organisation, User
from temoin.accounts.roles import Role
from tests.feature.people import Browser, make_user


@pytest.fixture
def stranger_organisation(organisation: Organisation) -> Organisation:
    made: Organisation = Organisation.create(name="Other agency", created_at=0)
    return made


@pytest.fixture
def owner(organisation: Organisation) -> User:
    return make_user("owner@shop.example", {organisation: Role.OWNER})


@pytest.fixture
def browser(app: Flask) -> Callable[[User], Browser]:
    """Opens a browser in which a user is signed in."""
    return lambda user: Browser(app, user)
