"""Service down, slow, wrong or blocked, cookies off: the page is unharmed (R13, WEB-11)."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser.stub import RECORD_ID, Stub
from tests.browser.visitor import (
    action,
    choice,
    cookies,
    dialog,
    ran,
    region,
    settle,
    shop,
    visit,
    wait_ran,
    wait_sent,
)

pytestmark = pytest.mark.browser

WATCH = "addEventListener('unhandledrejection', () => { window.unhandled = true })"


@pytest.fixture
def ours(page: Page) -> list[str]:
    """What our own code wrote to the console; the browser's network messages are not ours."""
    written: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Failed to load resource" not in message.text and "CORS" not in message.text:
            written.append(message.text)

    page.on("console", note)
    page.add_init_script(WATCH)
    return written


@pytest.mark.parametrize("mode", ["error", "silent", "nonsense"])
@pytest.mark.parametrize("what", ["accept", "refuse"])
def test_a_choice_holds_whatever_the_service_answers(
    mode: str, what: str, stub: Stub, page: Page, context: BrowserContext, ours: list[str]
) -> None:
    """R13: the choice is applied at once and kept; nothing is measured without a grant."""
    stub.mode = mode
    visit(page, shop(stub))
    action(page, what).click()
    wait_sent(page, stub, "/api/consent")
    if what == "accept":
        wait_ran(page, 4)
    settle(page)
    assert ran(page) == ([] if what == "refuse" else ["slow-1", "inline-2", "4", "3"])
    assert choice(context)["marketing"] == ("true" if what == "accept" else "false")
    assert "id" not in choice(context)
    assert "temoin_id" not in cookies(context)
    assert stub.sent("/api/event") == []
    assert page.evaluate("window.unhandled") is None
    assert ours == []


def test_a_record_is_tried_again_with_the_same_key(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """WEB-11, REC-09: the retry is the same decision, so that the service can tell."""
    stub.mode = "error"
    visit(page, shop(stub))
    action(page, "accept").click()
    wait_sent(page, stub, "/api/consent")
    stub.mode = "up"
    first, second = wait_sent(page, stub, "/api/consent", 2)
    assert first == second
    wait_sent(page, stub, "/api/event")
    assert choice(context)["id"] == RECORD_ID


@pytest.mark.parametrize(("what", "records"), [("accept", 1), ("refuse", 0)])
def test_only_a_grant_is_recorded_again_on_the_next_page(
    what: str, records: int, stub: Stub, page: Page, context: BrowserContext
) -> None:
    """A refusal carries no identifier, so nothing tells whether it was recorded."""
    stub.mode = "error"
    address = shop(stub)
    visit(page, address)
    action(page, what).click()
    wait_sent(page, stub, "/api/consent")
    page.goto("about:blank")
    stub.mode = "up"
    stub.hits.clear()
    before = cookies(context)["eu-consent"]["expires"]
    visit(page, address)
    settle(page)
    assert len(stub.sent("/api/consent")) == records
    assert len(stub.sent("/api/event")) == records
    assert ("id" in choice(context)) == bool(records)
    assert abs(cookies(context)["eu-consent"]["expires"] - before) < 2


def test_a_blocked_snippet_leaves_the_page_as_it_is(stub: Stub, page: Page) -> None:
    """WEB-11, R13: no tag, no banner, no scroll lock, no error."""
    page.route("**/t/*.js", lambda route: route.abort())
    page.goto(shop(stub))
    settle(page)
    assert page.locator("temoin-banner").count() == 0
    assert stub.third_party_hits() == []
    assert page.evaluate("getComputedStyle(document.documentElement).overflow") == "visible"


def test_without_the_panel_the_visitor_can_still_choose(
    stub: Stub, page: Page, context: BrowserContext, ours: list[str]
) -> None:
    """WEB-11: the panel cannot be had; the first layer stays, and comes back from the corner."""
    page.route("**/panel.js*", lambda route: route.abort())
    visit(page, shop(stub))
    action(page, "customise").click()
    settle(page)
    action(page, "accept").click()
    wait_sent(page, stub, "/api/consent")
    action(page, "open").click()
    action(page, "refuse").click()
    wait_sent(page, stub, "/api/consent", 2)
    assert choice(context)["media"] == "false"
    assert region(page).get_attribute("class") == "corner"
    assert dialog(page).count() == 0
    assert page.evaluate("window.unhandled") is None
    assert ours == []


@pytest.mark.parametrize("how", ["throws", "ignores"])
def test_with_cookies_off_the_choice_lasts_the_page(
    how: str, stub: Stub, page: Page, context: BrowserContext
) -> None:
    """WEB-16: storage is disabled; all works for the page, and the next one asks again."""
    get, put = {
        "throws": ("throw new DOMException('no', 'SecurityError')",) * 2,
        "ignores": ("return ''", ""),
    }[how]
    accessor = f"{{get() {{ {get} }}, set(v) {{ {put} }}}}"
    page.add_init_script(f"Object.defineProperty(Document.prototype, 'cookie', {accessor})")
    address = shop(stub)
    visit(page, address)
    action(page, "accept").click()
    wait_ran(page, 4)
    (event,) = wait_sent(page, stub, "/api/event")
    assert "visitor" not in event
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate("temoin.allows('media')") is True
    action(page, "withdraw").click()
    assert page.evaluate("temoin.allows('media')") is False
    assert not {name for name in cookies(context) if name != "third"}
    visit(page, address)
    assert action(page, "accept").is_visible()


def test_a_very_long_address_costs_neither_proof_nor_count(stub: Stub, page: Page) -> None:
    """GDPR-05: the service takes 2,048 characters; more are cut off, not refused."""
    address = shop(stub, "/" + "p" * 3000)
    visit(page, f"{address}?{'q' * 3000}")
    action(page, "accept").click()
    (record,) = wait_sent(page, stub, "/api/consent")
    wait_sent(page, stub, "/api/event")
    page.evaluate("history.pushState(null, '', '/next')")
    first, second = wait_sent(page, stub, "/api/event", 2)
    for sent in (record["page"], first["url"], second["referrer"]):
        assert len(sent) == 2048
        assert sent.startswith(f"{stub.site}/ppp")
