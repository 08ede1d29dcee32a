"""`temoin …` run in the test's own process, on the database of the test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from temoin.cli import main
from temoin.web.services import Services

Command = Callable[..., Result]


@pytest.fixture
def command(services: Services, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `temoin …` on the database of the test."""
    settings = services.settings
    monkeypatch.setenv("TEMOIN_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("TEMOIN_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("TEMOIN_BASE_URL", settings.base_url)
    return lambda *words, stdin=None: CliRunner().invoke(main, [*words], input=stdin)
