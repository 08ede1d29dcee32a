"""Two organisations and the people in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask

from temoin.accounts import passwords
from temoin.accounts.models import Organisation, User
from temoin.accounts.roles import Role
from tests.feature.command_line import command
from tests.feature.people import Browser, make_user, password_hash

__all__ = ["command"]


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


@pytest.fixture(autouse=True)
def quick_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real hashes with the smallest cost, so that hundreds of sign-ins take no minute."""
    if "slow" not in request.keywords:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        monkeypatch.setattr(passwords, "_HASHER", quick)
    passwords._dummy_hash.cache_clear()
    password_hash.cache_clear()
