"""Everything by keyboard, with focus where a person expects it (requirements section 13)."""

from __future__ import annotations

from typing import cast

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.stub import Stub
from tests.browser.visitor import action, cookies, dialog, region, shop, visit, wait_sent

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  let e = document.activeElement;
  while (e && e.shadowRoot && e.shadowRoot.activeElement) e = e.shadowRoot.activeElement;
  return e.getAttribute('data-temoin-action') || e.name || e.id || e.localName;
}"""


def focused(page: Page) -> str:
    """Action, name or id of what has focus."""
    return cast(str, page.evaluate(FOCUSED))


def tab_to(page: Page, wanted: str, limit: int = 12) -> list[str]:
    """Presses Tab until `wanted` has focus; gives what had it on the way."""
    way: list[str] = []
    while len(way) < limit:
        page.keyboard.press("Tab")
        way.append(focused(page))
        if way[-1] == wanted:
            return way
    raise AssertionError(f"{wanted} was not reached: {way}")


def test_the_banner_comes_first_and_takes_no_focus(stub: Stub, page: Page) -> None:
    """A11Y-03: first in body and in focus order; the page stays operable."""
    visit(page, shop(stub))
    assert focused(page) == "body"
    assert page.evaluate("document.body.firstElementChild.localName") == "temoin-banner"
    assert tab_to(page, "first") == ["more", "refuse", "accept", "customise", "first"]
    expect(page.get_by_role("region", name="Cookies et vie privée")).to_be_visible()
    assert page.locator("temoin-banner [aria-modal], temoin-banner [tabindex]").count() == 0


def test_refusing_and_accepting_are_equally_near(stub: Stub, page: Page) -> None:
    """CNIL-03, A11Y-09: Enter on refuse is enough; it is announced, focus goes to the corner."""
    visit(page, shop(stub))
    tab_to(page, "refuse")
    page.keyboard.press("Enter")
    assert wait_sent(page, stub, "/api/consent")[0]["action"] == "refuse"
    assert focused(page) == "open"
    expect(page.get_by_role("status")).to_have_text("Votre choix est enregistré.")
    page.keyboard.press("Tab")
    assert focused(page) == "first"


def test_escape_puts_the_banner_away_without_a_choice(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """CNIL-11: a neutral act; the banner returns on the next page."""
    address = shop(stub)
    visit(page, address)
    tab_to(page, "accept")
    page.keyboard.press("Escape")
    expect(action(page, "accept")).to_have_count(0)
    assert focused(page) == "open"
    assert cookies(context) == {}
    assert stub.sent("/api/consent") == []
    visit(page, address)
    expect(action(page, "accept")).to_be_visible()


def test_the_panel_is_a_dialog_that_gives_focus_back(stub: Stub, page: Page) -> None:
    """A11Y-04: title first, Tab stays inside, Escape grants nothing, focus returns."""
    visit(page, shop(stub))
    tab_to(page, "customise")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Gérer mes cookies")).to_be_visible()
    assert focused(page) == "title"
    assert tab_to(page, "statistics")[0] == "close"
    page.keyboard.press("Space")
    expect(page.get_by_role("switch", name="Statistiques")).to_be_checked()
    way = tab_to(page, "close", 20)
    assert "first" not in way
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    assert focused(page) == "customise"
    assert stub.sent("/api/consent") == []


def test_a_whole_visit_by_keyboard(stub: Stub, page: Page) -> None:
    """A11Y-05: open, switch, save, open again from the corner, withdraw."""
    visit(page, shop(stub))
    tab_to(page, "customise")
    page.keyboard.press("Enter")
    dialog(page).wait_for()
    tab_to(page, "media")
    page.keyboard.press("Space")
    tab_to(page, "save")
    page.keyboard.press("Enter")
    assert wait_sent(page, stub, "/api/consent")[0]["purposes"]["media"] is True
    assert focused(page) == "open"
    page.keyboard.press("Enter")
    dialog(page).wait_for()
    tab_to(page, "withdraw", 20)
    page.keyboard.press("Enter")
    assert wait_sent(page, stub, "/api/consent", 2)[1]["action"] == "withdraw"
    assert focused(page) == "open"


def test_switches_are_native_grouped_and_named(stub: Stub, page: Page) -> None:
    """A11Y-06: checkbox with role switch, its name does not change with its state."""
    visit(page, shop(stub))
    action(page, "customise").click()
    group = page.get_by_role("group", name="Gérer mes cookies")
    for name in ("Préférences", "Statistiques", "Publicité", "Contenus intégrés"):
        box = group.get_by_role("switch", name=name, exact=True)
        assert box.get_attribute("type") == "checkbox"
        box.check()
        expect(box).to_have_accessible_name(name)


def test_what_has_focus_is_never_hidden_by_the_banner(stub: Stub, page: Page) -> None:
    """A11Y-03, WCAG 2.4.11: also the last link of the page, and no page style changes."""
    links = "".join(
        f"<p style='margin:40px'><a href='#{n}' id='n{n}'>Lien {n}</a></p>" for n in range(30)
    )
    visit(page, stub.add("/", links, stub.snippet))
    height = page.evaluate("document.body.scrollHeight")
    for number in range(30):
        page.evaluate(f"n{number}.focus()")
        link = page.locator(f"#n{number}").bounding_box()
        cover = region(page).bounding_box()
        assert link is not None
        assert cover is not None
        assert link["y"] + link["height"] <= cover["y"], f"link {number} is hidden"
    assert page.evaluate("document.body.scrollHeight") == height
    assert page.evaluate("document.documentElement.style.length + document.body.style.length") == 0
