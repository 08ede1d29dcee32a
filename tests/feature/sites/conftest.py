"""The command line, and callers of the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from temoin.accounts.models import Organisation
from temoin.accounts.roles import TokenScope
from tests.feature.command_line import Command, command
from tests.feature.people import make_token

__all__ = ["Call", "Command", "command"]
Call = Callable[..., TestResponse]


@pytest.fixture
def call(client: FlaskClient, organisation: Organisation) -> Call:
    """Calls the API with a token of the organisation that may do everything."""
    token = make_token(organisation, *TokenScope)

    def send(method: str, path: str, *, bearer: str = token, **more: object) -> TestResponse:
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        return client.open(f"/api/v1{path}", method=method, headers=headers, **more)  # type: ignore[arg-type]

    return send
