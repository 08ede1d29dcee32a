"""A frozen snippet in a page that names it with its hash, from the real service."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.dashboard import Login, reading
from tests.browser.stub import Stub
from tests.browser.visitor import TAGS, action, dialog, ran, settle, wait_ran
from tests.servers.service import Service, running

pytestmark = pytest.mark.browser
PASSWORD = "seven quiet green lanterns"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("frozen")) as started:
        started.run("user", "add", "editor@shop.example", "--password-stdin", stdin=PASSWORD)
        yield started


def one_byte_more(route: Route) -> None:
    """Hands on another file than the one that was asked for."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.body() + b" ")


def frozen_tag(chromium: Browser, service: Service, domain: str) -> str:
    """What the installation page prints after its button was pressed."""
    key = service.add_site("Shop", domain)["key"]
    with reading(chromium, Login(service.url, "editor@shop.example", PASSWORD)) as reader:
        page = reader.open(f"/sites/{key}/install")
        page.get_by_role("button", name="Freeze version 1").click()
        printed = page.locator("#frozen pre").inner_text()
        assert reader.troubles == []
    return printed


def test_the_browser_takes_the_file_and_refuses_another(
    chromium: Browser, service: Service, stub: Stub, page: Page
) -> None:
    """WEB-02: banner, panel and tags work by the printed tag; one byte more and nothing runs."""
    domain = stub.site.removeprefix("http://")
    tag = frozen_tag(chromium, service, domain)
    page.goto(stub.add("/", TAGS.format(t=stub.third_party), tag))
    action(page, "customise").click()
    dialog(page).wait_for()
    action(page, "accept").click()
    wait_ran(page, 4)
    asked = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    parts = [url for url in asked if url.startswith(f"{service.url}/t/")]
    assert {re.sub(r".*/frozen/\w{16}/", "", url) for url in parts} >= {
        "first.js",
        "panel.js",
        "gate.js",
    }
    stub.hits.clear()
    changed = chromium.new_context().new_page()
    changed.route("**/first.js", one_byte_more)
    refused: list[str] = []
    changed.on("console", lambda message: refused.append(message.text))
    changed.goto(stub.site + "/")
    settle(changed)
    assert any("integrity" in text for text in refused)
    assert changed.locator("temoin-banner").count() == 0
    assert ran(changed) == []
    assert stub.third_party_hits() == []
