"""A running service of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.service import Service, make


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = make(tmp_path)
    made.start()
    yield made
    made.stop()
