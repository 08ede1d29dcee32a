"""People for tests: accounts with roles, and browsers in which they are signed in."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from temoin.accounts import passwords, sessions, tokens
from temoin.accounts.actor import Actor
from temoin.accounts.models import Membership, Organisation, User
from temoin.accounts.roles import Role, TokenScope
from temoin.web import csrf
from temoin.web.services import services_of

PASSWORD = "seven quiet green lanterns"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PAGE = {"Accept": "text/html", "User-Agent": FIREFOX}


@cache
def password_hash() -> str:
    """The slow hash of PASSWORD, computed once."""
    return passwords.hash_password(PASSWORD)


def make_user(email: str, roles: dict[Organisation, Role] | None = None) -> User:
    """An account with PASSWORD and these roles."""
    user: User = User.create(email=email, password_hash=password_hash(), created_at=0)
    for organisation, role in (roles or {}).items():
        Membership.create(organisation=organisation, user=user, role=role.label)
    return user


def make_token(organisation: Organisation, *scopes: TokenScope) -> str:
    """A bearer token of this organisation in clear."""
    maker = Actor({organisation.id: Role.OWNER})
    return tokens.make_token(maker, organisation.id, "For tests", scopes, 0)


class Browser:
    """A browser with one person signed in; forms carry the session's token."""

    def __init__(self, app: Flask, user: User) -> None:
        services = services_of(app)
        self.client: FlaskClient = app.test_client()
        self.token = sessions.start(user, services.now_ms(), FIREFOX)
        self.client.set_cookie("temoin_session", self.token)
        hashed = sessions.hash_token(self.token)
        self.csrf = csrf.token_for(services.derived_secret("csrf"), hashed)

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, headers=PAGE, **more)

    def post(self, path: str, **data: Any) -> TestResponse:
        """Send a form with its token."""
        return self.client.post(path, data={**data, csrf.FIELD: self.csrf}, headers=PAGE)


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: Any) -> TestResponse:
    """Send the sign-in form."""
    headers = {**PAGE, **more.pop("headers", {})}
    data = {"email": email, "password": password, **more.pop("data", {})}
    return client.post("/login", data=data, headers=headers, **more)


def value_in(reply: TestResponse, field: str) -> str:
    """What a page shows once, by the id of its place."""
    found = re.search(rf'<code id="{field}"[^>]*>([^<]*)</code>', reply.text)
    assert found, f"no {field} in the page"
    return found[1]
