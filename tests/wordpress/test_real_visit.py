"""A real WordPress with the plugin, a real browser, the real service: the main job, end to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.real import CHECKS, Scene
from tests.servers.service import Service, running
from tests.wordpress.instance import Instance
from tests.wordpress.third_party import ThirdParty, third_party

pytestmark = [pytest.mark.wordpress, pytest.mark.browser]

PAGE = "/third-parties/"


@pytest.fixture(scope="module")
def real_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("real-service"), trusted_proxies="1") as service:
        yield service


@pytest.fixture
def party() -> Iterator[ThirdParty]:
    with third_party() as running_party:
        yield running_party


@pytest.fixture
def scene(
    wordpress: Instance, chromium: Browser, real_service: Service, party: ThirdParty
) -> Scene:
    host = urlsplit(wordpress.url).netloc
    site = real_service.add_site("WordPress", host)
    wordpress.set_options(
        temoin_url=real_service.url,
        temoin_site_key=site["key"],
        temoin_hosts=f"{urlsplit(party.origin).hostname} marketing",
    )
    wordpress.wp_eval(f"third_party_page('{party.origin}');")
    return Scene(
        browser=chromium,
        service=real_service,
        address=wordpress.url + PAGE,
        next_address=wordpress.url + PAGE + "?next",
        own_hosts={host, f"127.0.0.1:{real_service.port}"},
        expected_order=["tag", "module", "deferred"],
        expected_path=PAGE,
    )


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_visit_to_a_wordpress_page_with_third_parties(
    check: Callable[[Scene], None], scene: Scene, party: ThirdParty
) -> None:
    """R12: script, iframe and pixel wait for the choice, run once in order, and end with it."""
    check(scene)
    if check.__name__ != "check_acceptance_and_withdrawal":
        assert party.asked == []
