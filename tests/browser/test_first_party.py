"""What the banner keeps is for one site, over TLS, and each cookie serves one end."""

from __future__ import annotations

import re
from typing import cast
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.stub import Stub
from tests.browser.visitor import action, cookies, settle, shop, visit, wait_sent

pytestmark = pytest.mark.browser

SERVICE = "https://consent.example"


def test_a_choice_is_for_the_host_where_it_was_made(stub: Stub, page: Page) -> None:
    """CNIL-16: another site and a subdomain ask again; nothing of theirs is allowed."""
    shop(stub)
    port = stub.site_port
    visit(page, f"http://shop.localhost:{port}/")
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    for host in ("blog.localhost", "news.shop.localhost"):
        visit(page, f"http://{host}:{port}/")
        assert action(page, "accept").is_visible()
        assert page.evaluate("temoin.allows('statistics')") is False
        assert page.evaluate("document.cookie") == ""
    assert len(stub.sent("/api/consent")) == 1


def test_choice_and_measurement_have_a_cookie_each(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """CNIL-20, SAN-05: the visitor's identifier is neither in the choice nor in its record."""
    visit(page, shop(stub))
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    kept = {name: one for name, one in cookies(context).items() if one["domain"] == "127.0.0.1"}
    assert set(kept) == {"eu-consent", "temoin_id"}
    visitor = cast(str, kept["temoin_id"]["value"])
    assert visitor not in kept["eu-consent"]["value"]
    assert visitor not in str(stub.sent("/api/consent"))


def test_cookies_are_secure_over_tls_and_not_for_other_sites(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """WEB-06, CNIL-16: Secure, SameSite=Lax, no Domain, not partitioned."""
    snippet = stub.snippet.replace(stub.service, SERVICE)
    stub.add("/", "<h1>Boutique</h1>", snippet)

    def answer(route: Route) -> None:
        host = stub.service if route.request.url.startswith(SERVICE) else stub.site
        route.fulfill(response=route.fetch(url=host + urlsplit(route.request.url).path))

    context.route(re.compile("https://(shop|consent).example/"), answer)
    visit(page, "https://shop.example/")
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    settle(page)
    kept = cookies(context)
    for name in ("eu-consent", "temoin_id"):
        cookie = kept[name]
        assert (cookie["domain"], cookie["secure"], cookie["sameSite"]) == (
            "shop.example",
            True,
            "Lax",
        )
        assert "partitionKey" not in cookie
