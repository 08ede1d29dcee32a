"""A static page under a strict Content-Security-Policy with Trusted Types, and the real service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import stub
from tests.browser.real import CHECKS, Scene
from tests.servers.service import Service, running

pytestmark = pytest.mark.browser

BODY = """<h1>Boutique</h1><p>Une page qui porte les balises d'autres.</p>
<script type="text/plain" data-temoin="marketing" src="{t}/tag/slow-1.js"></script>
<script type="text/plain" data-temoin="statistics" src="{t}/tag/2.js"></script>
<script type="text/plain" data-temoin="marketing" src="{t}/tag/3.js"></script>
<iframe data-temoin="media" data-src="{t}/tag/frame" width="560" height="315" title="V"></iframe>
<img data-temoin="marketing" data-src="{t}/tag/pixel" alt="">"""


@pytest.fixture(scope="module")
def real_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("real-service")
    with running(folder, trusted_proxies="1") as service:
        yield service


@pytest.fixture
def scene(chromium: Browser, real_service: Service) -> Iterator[Scene]:
    with stub.running() as pages:
        host = f"127.0.0.1:{pages.site_port}"
        site = real_service.add_site("Boutique", host)
        policy = (
            f"default-src 'none'; script-src {real_service.url} {pages.third_party};"
            f" connect-src {real_service.url}; frame-src {pages.third_party};"
            f" img-src {pages.third_party}; style-src 'self';"
            " require-trusted-types-for 'script'; trusted-types temoin"
        )
        for path in ("/", "/next"):
            body = BODY.format(t=pages.third_party)
            pages.add(path, body, site["snippet"], Content_Security_Policy=policy)
        yield Scene(
            browser=chromium,
            service=real_service,
            address=pages.site + "/",
            next_address=pages.site + "/next",
            own_hosts={host, f"127.0.0.1:{real_service.port}"},
            expected_order=["slow-1", "2", "3"],
            expected_path="/",
        )


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_visit_under_a_strict_policy(check: Callable[[Scene], None], scene: Scene) -> None:
    """WEB-01: no nonce, no unsafe-inline, Trusted Types required; no violation is reported."""
    check(scene)


def test_the_service_prints_no_address_and_no_token(scene: Scene) -> None:
    """R25: logs hold no personal data."""
    for check in CHECKS:
        check(scene)
    printed = Path(scene.service.output).read_text()
    grants = [row[0] for row in scene.rows("select hex(id) from consent_record")]
    assert "193.0.6.139" not in printed
    assert not any(grant.lower() in printed.lower() for grant in grants)
