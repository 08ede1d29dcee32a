"""A real WordPress of each version for the plugin's tests, started on first use.

`wordpress` runs a test on every core of $TEMOIN_WP_CORES (default "trixie sid": WordPress 6.8 and
7.1; "6.2" is the oldest supported one). The plugin is set up for the key `KEY` of a service that
need not exist; tests change what they need.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import chromium
from tests.wordpress.instance import HERE, Instance, start, stop
from tests.wordpress.stub_service import KEY, StubService, stub_service

__all__ = ["chromium"]  # the browser that other tests use too

CORES = os.environ.get("TEMOIN_WP_CORES", "trixie sid").split()
SERVICE = "https://consent.example"
# What the service says of a site that leaves alone what nobody named.
KNOWN_ONLY = json.dumps({"revision": 1, "automatic": True, "unknown": "", "hosts": {}})
THIRD_PARTY = HERE / "fixtures" / "third-party"

Starter = Callable[[str], Instance]


@pytest.fixture(scope="session")
def wordpress_pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """Gives the session's instance of a core; it has the third-party plugin too."""
    running: dict[str, Instance] = {}

    def get(core: str) -> Instance:
        if core not in running:
            folder = tmp_path_factory.mktemp(f"wordpress-{Path(core).name}-")
            running[core] = start(folder, core, THIRD_PARTY)
        return running[core]

    yield get
    for instance in running.values():
        stop(instance)


@pytest.fixture(params=CORES)
def wordpress(request: pytest.FixtureRequest, wordpress_pool: Starter) -> Iterator[Instance]:
    """A WordPress with the plugin set up. Fails the test that made it complain in its log."""
    instance = wordpress_pool(str(request.param))
    instance.set_constants()
    instance.set_options(
        temoin_url=SERVICE,
        temoin_site_key=KEY,
        temoin_hosts="",
        temoin_quiet_front="1",
        temoin_automatic="",
        temoin_rules=KNOWN_ONLY,
        third_party_origin="",
        WPLANG="",
    )
    known = len(instance.complaints())
    yield instance
    instance.set_constants()
    assert instance.complaints()[known:] == []


@pytest.fixture
def service() -> Iterator[StubService]:
    """A stand-in for the Temoin service."""
    with stub_service() as stub:
        yield stub
