"""`temoin …` run in the test's own process, on the database of the test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from temoin.cli import main
from temoin.store.base import database
from temoin.web.services import Services

Command = Callable[..., Result]


@pytest.fixture
def command(services: Services, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `temoin …` on the database of the test."""
    settings = services.settings
    monkeypatch.setenv("TEMOIN_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("TEMOIN_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("TEMOIN_BASE_URL", settings.base_url)

    def run(*words: str, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(main, [*words], input=stdin)
        opened = database.obj
        if opened is not services.database:
            # A command leaves its connections to the end of its process.
            getattr(opened, "close_all", opened.close)()
            database.initialize(services.database)
        return result

    return run
