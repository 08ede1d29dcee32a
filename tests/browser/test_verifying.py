"""A visitor checks a receipt in the browser, and nothing leaves it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.dashboard import WATCH, axe_findings
from tests.servers import service

pytestmark = pytest.mark.browser
SCREENS = [
    pytest.param(("en", {"viewport": {"width": 1280, "height": 800}}), id="desktop"),
    pytest.param(
        ("fr", {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}),
        id="phone-dark",
    ),
]


@pytest.fixture(scope="module")
def receipt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the receipt of a real choice."""
    with service.running(tmp_path_factory.mktemp("verifying")) as running:
        site = running.add_site("Shop", "shop.example")
        body = {
            "site": site["key"], "key": str(uuid.uuid4()), "action": "custom",
            "purposes": {"media": True}, "revision": 1, "lang": "en", "source": "panel",
            "page": "https://shop.example/article",
        }  # fmt: skip
        request = Request(
            f"{running.url}/api/consent",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "text/plain", "Origin": "https://shop.example"},
        )
        with urlopen(request) as reply:
            yield str(json.load(reply)["receipt"])


@pytest.fixture(params=SCREENS)
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    language, screen = request.param
    context = chromium.new_context(locale=language, **screen)
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def download(page: Page, receipt: str, into: Path) -> Path:
    """The receipt's file, as its holder gets it from the page."""
    page.goto(receipt)
    with page.expect_download() as waiting:
        page.click("a[download]")
    file = into / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def test_a_receipt_is_verified_where_it_is(page: Page, receipt: str, tmp_path: Path) -> None:
    """REC-08: with WebCrypto, without any request; a changed one is found out."""
    file = download(page, receipt, tmp_path)
    page.goto(receipt.partition("/r/")[0] + "/verify")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_input_files("#verify-file", file)
    expect(page.locator("#verify-result.notice-done")).to_contain_text("media")
    changed = file.read_text(encoding="utf-8").replace('"state":"partial"', '"state":"refused"')
    for name, content in (("changed", changed), ("other", "{}")):
        wrong = tmp_path / f"{name}.json"
        wrong.write_text(content, encoding="utf-8")
        page.set_input_files("#verify-file", wrong)
        expect(page.locator("#verify-result.notice-error")).not_to_be_empty()
    page.set_input_files("#verify-file", file)
    expect(page.locator("#verify-result.notice-done")).to_be_visible()
    page.fill("#verify-key", "shop+00000000+AAAA")
    page.locator("#verify-key").blur()
    expect(page.locator("#verify-result.notice-error")).to_be_visible()
    assert asked == []


def test_both_pages_are_accessible(page: Page, receipt: str) -> None:
    """A11Y-14, R23: receipt and verification, no sideways scrolling, nothing blocked."""
    for address in (receipt, receipt.partition("/r/")[0] + "/verify"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert axe_findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("window.__blocked") == []
