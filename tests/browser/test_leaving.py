"""A click is painted before the rest is done, and nothing of the rest is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.stub import Stub
from tests.browser.visitor import action, choice, region, shop, visit, wait_sent

pytestmark = pytest.mark.browser

PRESS = """name => {
  const root = document.querySelector('temoin-banner').shadowRoot;
  root.querySelector(`[data-temoin-action=${name}]`).click();
  return [getComputedStyle(root.querySelector('section')).opacity, temoin.consent.decided];
}"""


def test_a_choice_followed_by_leaving_at_once_is_kept_and_recorded(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """WEB-11: in the same task as the click the page is left; no frame comes in between."""
    stub.add("/gone", "<h1>Fin</h1>", "")
    for path, name, value in (("/a", "refuse", "false"), ("/b", "accept", "true")):
        address = shop(stub, path)
        visit(page, address)
        page.evaluate(f"({PRESS})('{name}'); location.href = '/gone'")
        page.wait_for_url("**/gone")
        assert choice(context)["marketing"] == value
        sent = wait_sent(page, stub, "/api/consent", 1 if name == "refuse" else 2)
        assert sent[-1]["action"] == name
        context.clear_cookies()
    page.wait_for_timeout(300)
    assert len(stub.sent("/api/consent")) == 2


def test_the_banner_goes_before_anything_else_happens(stub: Stub, page: Page) -> None:
    """WEB-11: hidden and in force within the click; page and service hear of it after the frame."""
    visit(page, shop(stub))
    page.evaluate("void temoin.on('consent', () => { window.told = true; })")
    assert page.evaluate(f"({PRESS})('refuse')") == ["0", True]
    page.wait_for_function("window.told")
    expect(region(page)).to_have_class("corner")
    assert action(page, "open").is_visible()
    assert len(wait_sent(page, stub, "/api/consent")) == 1


def test_a_tab_that_paints_nothing_is_not_waited_for(stub: Stub, page: Page) -> None:
    """WEB-11: agents choose in hidden tabs, where no frame ever comes."""
    visit(page, shop(stub))
    page.evaluate("window.requestAnimationFrame = () => 0")
    page.evaluate(f"({PRESS})('refuse')")
    wait_sent(page, stub, "/api/consent")
