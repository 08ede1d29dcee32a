"""What the first layer is made of, and that the page goes on working around it."""

from __future__ import annotations

from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.stub import Stub
from tests.browser.stub_config import panel_config
from tests.browser.visitor import action, dialog, region, shop, visit, wait_sent

pytestmark = pytest.mark.browser

# Buttons and links whose accessible name does not begin with the words on them.
MISNAMED = """host => [...host.shadowRoot.querySelectorAll('button, a, summary')]
  .map(e => [e.textContent.trim(), (e.getAttribute('aria-label') || e.textContent).trim()])
  .filter(([shown, name]) => /\\p{L}/u.test(shown) && !name.startsWith(shown))"""
HOUR_MS = 3_600_000


@pytest.mark.parametrize("way", ["more", "customise"])
def test_each_purpose_is_described_one_action_away(way: str, stub: Stub, page: Page) -> None:
    """CNIL-07: by the link in the text and by the button; nothing is decided by looking."""
    visit(page, shop(stub))
    action(page, way).click()
    for purpose in panel_config("fr")["purposes"]:
        expect(dialog(page).get_by_text(purpose["detail"], exact=True)).to_be_visible()
    assert stub.sent("/api/consent") == []


def test_every_purpose_is_read_before_the_buttons(stub: Stub, page: Page) -> None:
    """CNIL-08, EDPB-06: three buttons side by side after all purposes; nothing to untick."""
    visit(page, shop(stub))
    order = cast(
        list[str],
        region(page).evaluate(
            "s => [...s.querySelectorAll('li strong, .choices > button')]"
            ".map(e => e.dataset.temoinAction || e.textContent)"
        ),
    )
    titles = [purpose["title"] for purpose in panel_config("fr")["purposes"]]
    assert order == [*titles, "refuse", "accept", "customise"]
    assert action(page, "refuse").evaluate("e => [e.localName, e.closest('p')]") == ["button", None]
    assert region(page).locator("input").count() == 0


def use(page: Page, stub: Stub) -> None:
    """Reads on, follows a link and fills in a form, as if there were no banner."""
    page.evaluate("scrollTo(0, 0)")
    page.mouse.move(600, 100)
    page.mouse.wheel(0, 300)
    page.wait_for_function("scrollY > 0")
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("link", name="Lien").click()
    page.get_by_role("textbox", name="Recherche").fill("une chaise")
    assert page.url == f"{stub.site}/#a"
    page.evaluate("history.replaceState(null, '', '/')")


def test_the_page_is_usable_whatever_the_choice(stub: Stub, page: Page) -> None:
    """CNIL-23, SAN-06: before it, after refusing and after withdrawing; there is no wall."""
    body = (
        "<h1>Boutique</h1><p><a href='#a'>Lien</a> <label>Recherche <input></label>"
        "<div style='height:3000px'></div>"
    )
    visit(page, stub.add("/", body, stub.snippet))
    use(page, stub)
    action(page, "refuse").click()
    use(page, stub)
    page.evaluate("temoin.accept()")
    action(page, "withdraw").click()
    assert wait_sent(page, stub, "/api/consent", 3)[-1]["action"] == "withdraw"
    use(page, stub)


def test_nothing_goes_away_by_itself(stub: Stub, page: Page) -> None:
    """A11Y-10: an hour later banner and panel still wait, and no choice was made."""
    page.clock.install()
    visit(page, shop(stub))
    page.clock.run_for(HOUR_MS)
    expect(action(page, "accept")).to_be_visible()
    action(page, "customise").click()
    dialog(page).wait_for()
    page.clock.run_for(HOUR_MS)
    expect(dialog(page)).to_be_visible()
    assert stub.sent("/api/consent") == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_names_begin_with_what_is_seen(lang: str, stub: Stub, page: Page) -> None:
    """A11Y-07: who speaks to the browser says what stands on the button."""
    stub.lang = lang
    visit(page, shop(stub))
    host = page.locator("temoin-banner")
    assert host.evaluate(MISNAMED) == []
    action(page, "customise").click()
    dialog(page).wait_for()
    assert host.evaluate(MISNAMED) == []
    action(page, "accept").click()
    action(page, "withdraw").wait_for()
    assert host.evaluate(MISNAMED) == []


def test_the_hooks_are_there_for_tools_and_auditors(stub: Stub, page: Page) -> None:
    """WEB-19: an open root, a stable attribute and a role for every way to choose."""
    visit(page, shop(stub))
    assert page.evaluate("document.querySelector('temoin-banner').shadowRoot.mode") == "open"
    for name, label in [("refuse", "Tout refuser"), ("accept", "Tout accepter")]:
        button = page.get_by_role("button", name=label)
        assert button.get_attribute("data-temoin-action") == name
    action(page, "customise").click()
    expect(action(page, "save")).to_be_visible()
    action(page, "accept").click()
    expect(action(page, "withdraw")).to_be_visible()


def moved(element: Locator) -> list[Any]:
    """Running animations and how long transitions below the element take, in seconds."""
    return cast(
        list[Any],
        element.evaluate(
            "e => [document.getAnimations().length + e.getRootNode().getAnimations().length,"
            " Math.max(...[...e.querySelectorAll('*')].flatMap(x => ['', '::before'].map("
            "part => parseFloat(getComputedStyle(x, part).transitionDuration) || 0)))]"
        ),
    )


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_motion_is_left_out_when_not_wanted(
    motion: Any, moves: bool, stub: Stub, chromium: Browser
) -> None:
    """A11Y-12: the switch's slide; the banner itself never moves."""
    context = chromium.new_context(reduced_motion=motion)
    page = context.new_page()
    page.goto(shop(stub))
    region(page).wait_for()
    assert moved(region(page)) == [0, 0]
    action(page, "customise").click()
    dialog(page).wait_for()
    assert (moved(dialog(page))[1] > 0) == moves
    context.close()


def test_borders_stay_in_forced_colours(stub: Stub, chromium: Browser) -> None:
    """A11Y-12: where backgrounds are taken away, a border tells a button; focus is drawn too."""
    context = chromium.new_context(forced_colors="active")
    page = context.new_page()
    visit(page, shop(stub))
    for name in ("refuse", "accept", "customise"):
        button = action(page, name)
        border = "e => [getComputedStyle(e).borderTopStyle, getComputedStyle(e).borderTopWidth]"
        style, width = button.evaluate(border)
        assert style == "solid"
        assert float(width.removesuffix("px")) >= 1
    page.keyboard.press("Tab")
    focus = "h => getComputedStyle(h.shadowRoot.activeElement).outlineStyle"
    assert page.locator("temoin-banner").evaluate(focus) != "none"
    context.close()
