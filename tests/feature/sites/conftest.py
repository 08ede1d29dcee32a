"""The command line on the test's own database, and callers of the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from temoin.accounts.models import Organisation
from temoin.accounts.roles import TokenScope
from temoin.cli import main
from temoin.web.services import Services
from tests.feature.people import make_token

Command = Callable[..., Result]
Call = Callable[..., TestResponse]


@pytest.fixture
def command(services: Services, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `temoin …` on the database of the test."""
    settings = services.settings
    monkeypatch.setenv("TEMOIN_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("TEMOIN_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("TEMOIN_BASE_URL", settings.base_url)
    return lambda *words, stdin=None: CliRunner().invoke(main, [*words], input=stdin)


@pytest.fixture
def call(client: FlaskClient, organisation: Organisation) -> Call:
    """Calls the API with a token of the organisation that may do everything."""
    token = make_token(organisation, *TokenScope)

    def send(method: str, path: str, *, bearer: str = token, **more: object) -> TestResponse:
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        return client.open(f"/api/v1{path}", method=method, headers=headers, **more)  # type: ignore[arg-type]

    return send
