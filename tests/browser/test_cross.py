"""The cross that some laws want: it closes the first layer, and says that it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from temoin.banner.texts import wordings
from tests.browser.stub import Stub
from tests.browser.stub_config import running_config, snippet_config
from tests.browser.test_axe import AXE, findings
from tests.browser.test_keyboard import focused, tab_to
from tests.browser.visitor import (
    action,
    choice,
    cookies,
    ran,
    region,
    settle,
    shop,
    visit,
    wait_sent,
)

pytestmark = pytest.mark.browser


def with_cross(stub: Stub, lang: str = "fr", **differs: Any) -> str:
    """Serve a first layer with a cross; gives the cross's words."""
    words = wordings(lang)["banner"]["cross"]
    stub.lang = lang
    texts = {**snippet_config("", lang)["texts"], **differs.pop("texts", {}), "cross": words}
    stub.config = {**differs, "texts": texts}
    return words


def test_the_cross_refuses_and_the_banner_stays_away(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """JUR-03, CNIL-11: it says what it does, nothing runs, and nobody is asked on the next page."""
    words = with_cross(stub)
    address = shop(stub)
    visit(page, address)
    expect(action(page, "close")).to_have_text(words)
    action(page, "close").click()
    (sent,) = wait_sent(page, stub, "/api/consent")
    assert (sent["action"], sent["source"]) == ("refuse", "banner")
    assert not any(sent["purposes"].values())
    kept = choice(context)
    assert (kept["marketing"], "id" in kept) == ("false", False)
    life = cookies(context)["eu-consent"]["expires"] - page.evaluate("Date.now()") / 1000
    assert life / 86400 > 181
    visit(page, address)
    settle(page)
    assert not action(page, "refuse").is_visible()
    assert ran(page) == []
    assert stub.third_party_hits() == []


def test_the_cross_comes_first_by_keyboard_and_is_seen_without_scrolling(
    stub: Stub, page: Page
) -> None:
    """JUR-03: at the end of the title's line, on a desktop and on a phone; Enter presses it."""
    with_cross(stub)
    for width, height in ((1280, 800), (390, 844), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        visit(page, shop(stub))
        box, banner = action(page, "close").bounding_box(), region(page).bounding_box()
        assert box is not None
        assert banner is not None
        assert box["height"] >= 24
        assert banner["y"] <= box["y"] < banner["y"] + 60
        assert banner["x"] <= box["x"]
        assert box["x"] + box["width"] <= banner["x"] + banner["width"]
    assert tab_to(page, "more") == ["close", "more"]
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "close"
    page.keyboard.press("Enter")
    assert wait_sent(page, stub, "/api/consent")[0]["action"] == "refuse"


def test_where_something_runs_before_a_choice_the_cross_ends_it(stub: Stub, page: Page) -> None:
    """JUR-03: also in the build for such regimes."""
    own = running_config("fr")
    with_cross(
        stub,
        **{**own, "mode": "opt-in", "regime": "uk", "running": ["statistics"], "limited": []},
    )
    visit(page, shop(stub))
    action(page, "close").click()
    (sent,) = wait_sent(page, stub, "/api/consent")
    assert (sent["action"], sent["purposes"]["statistics"]) == ("refuse", False)


@pytest.mark.parametrize(("lang", "direction"), [("fr", "ltr"), ("en", "ltr"), ("fr", "rtl")])
@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "dark"},
        {"forced_colors": "active"},
        {"viewport": {"width": 390, "height": 844}},
        {"viewport": {"width": 320, "height": 256}},
    ],
    ids=["dark", "forced", "phone", "400%"],
)
def test_axe_finds_nothing_at_the_cross(
    lang: str, direction: str, options: dict[str, Any], stub: Stub, chromium: Browser
) -> None:
    """R15, JUR-03."""
    with_cross(stub, lang, dir=direction)
    page = chromium.new_context(**options).new_page()
    address = stub.add("/", "<main><h1>Boutique</h1><p>Texte</p></main>", stub.snippet)
    page.add_init_script(path=AXE)
    visit(page, address)
    page.wait_for_timeout(250)
    assert findings(page) == []
