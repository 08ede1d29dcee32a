"""What stands in for a frame that waits: who, for what, this one, or always."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.stub import Stub
from tests.browser.test_axe import AXE, findings
from tests.browser.visitor import action, cookies, region, visit, wait_sent

pytestmark = pytest.mark.browser

VENDOR = {"clips": {"name": "Clips", "policy": "https://clips.example/privacy"}}


def frame(stub: Stub, extra: str = "", mark: str = "media:clips") -> str:
    """A held frame of 560 by 315."""
    address = f"{stub.third_party}/tag/frame"
    return (
        f'<iframe {extra} data-temoin="{mark}" data-src="{address}" width="560" height="315"'
        ' title="Film"></iframe>'
    )


def page_with(stub: Stub, *frames: str, **headers: str) -> str:
    """A page with frames between words; gives its address."""
    stub.embeds_config = {"vendors": VENDOR}
    body = f"<main><h1>Boutique</h1><p>Avant.</p>{''.join(frames)}<p>Après.</p></main>"
    return stub.add("/", body, stub.snippet, **headers)


def covers(page: Page) -> Locator:
    """Everything that stands in for a frame."""
    return page.locator("temoin-embed")


def test_it_says_what_would_load_from_whom_and_for_what(stub: Stub, page: Page) -> None:
    """CNIL-09: the service, the purpose and its policy; nobody is asked for anything."""
    visit(page, page_with(stub, frame(stub)))
    words = covers(page).get_by_role("group", name="Clips")
    expect(words).to_contain_text("Un contenu de Clips se chargerait ici (Contenus intégrés)")
    link = covers(page).get_by_role("link")
    expect(link).to_have_attribute("href", "https://clips.example/privacy")
    expect(page.locator("iframe")).to_be_hidden()
    assert stub.third_party_hits() == []


def test_it_keeps_the_frames_size(stub: Stub, page: Page) -> None:
    """WEB-17: what follows stays where it is, before and after."""
    visit(page, page_with(stub, frame(stub)))
    place = covers(page).bounding_box()
    assert place is not None
    # The browser draws a border of 2 px around a frame.
    assert (round(place["width"]), round(place["height"])) == (564, 319)
    after = page.get_by_text("Après.").bounding_box()
    covers(page).get_by_role("button").first.click()
    expect(page.locator("iframe")).to_be_visible()
    moved = page.get_by_text("Après.").bounding_box()
    assert after is not None
    assert moved is not None
    assert abs(after["y"] - moved["y"]) <= 8  # the line box of an inline frame


def test_this_one_loads_alone_and_nothing_is_kept(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """One frame on one page: no record, no cookie, the other still waits."""
    visit(page, page_with(stub, frame(stub, 'id="one"'), frame(stub, 'id="two"')))
    expect(covers(page)).to_have_count(2)
    covers(page).first.get_by_role("button", name="Afficher seulement celui-ci").click()
    expect(covers(page)).to_have_count(1)
    page.wait_for_timeout(500)
    assert stub.third_party_hits() == ["/tag/frame"]
    assert page.evaluate("document.activeElement.id") == "one"
    assert stub.sent("/api/consent") == []
    assert cookies(context) == {}
    assert action(page, "accept").is_visible()


def test_always_is_a_choice_and_is_recorded(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """The purpose is allowed for every page, the others stay refused."""
    visit(page, page_with(stub, frame(stub), frame(stub)))
    covers(page).first.get_by_role("button", name="Toujours autoriser").click()
    expect(covers(page)).to_have_count(0)
    (record,) = wait_sent(page, stub, "/api/consent")
    assert (record["action"], record["purposes"]["media"]) == ("custom", True)
    assert record["purposes"]["marketing"] is False
    page.wait_for_timeout(900)
    assert stub.third_party_hits() == ["/tag/frame"] * 2
    assert "eu-consent" in cookies(context)


def test_a_grant_in_the_banner_removes_it_and_withdrawal_brings_it_back(
    stub: Stub, page: Page
) -> None:
    """CNIL-15: a frame that ran is unloaded."""
    visit(page, page_with(stub, frame(stub)))
    expect(covers(page)).to_have_count(1)
    action(page, "accept").click()
    expect(covers(page)).to_have_count(0)
    expect(page.locator("iframe")).to_have_attribute("src", f"{stub.third_party}/tag/frame")
    page.evaluate("temoin.withdraw()")
    expect(covers(page)).to_have_count(1)
    assert page.locator("iframe").get_attribute("src") is None


def test_frames_that_come_later_are_covered_too(stub: Stub, page: Page) -> None:
    """A single-page app brings a film: it is held and explained like the others."""
    visit(page, page_with(stub))
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", frame(stub))
    expect(covers(page)).to_have_count(1)
    assert stub.third_party_hits() == []


def test_a_page_without_frames_asks_for_nothing_more(stub: Stub, page: Page) -> None:
    """One request before a choice, as before."""
    visit(page, stub.add("/", "<h1>Boutique</h1>", stub.snippet))
    page.wait_for_timeout(500)
    assert [hit.path for hit in stub.hits if "embeds" in hit.path] == []


@pytest.mark.parametrize("name", ["unheard-of", "__proto__", "media:__proto__", "media"])
def test_an_unknown_vendor_or_purpose_is_named_by_its_host(
    name: str, stub: Stub, page: Page
) -> None:
    """V26: names from the page are looked up, never run."""
    visit(page, page_with(stub, frame(stub, mark=name)))
    expect(covers(page).get_by_role("group")).to_contain_text("localhost")


def test_by_keyboard(stub: Stub, page: Page) -> None:
    """A11Y-04: reached, named and operated without a mouse; focus goes to what was loaded."""
    visit(page, page_with(stub, frame(stub)))
    expect(covers(page)).to_have_count(1)
    covers(page).get_by_role("button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("iframe")).to_be_focused()


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"forced_colors": "active"},
        {"viewport": {"width": 320, "height": 568}},
    ],
    ids=["light", "dark", "forced", "narrow"],
)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_axe_finds_nothing(
    options: dict[str, Any], direction: str, stub: Stub, chromium: Browser
) -> None:
    """A11Y-01: WCAG 2.2 AA; nothing is cut at 320 px; buttons of 44 px."""
    context = chromium.new_context(**options)
    page = context.new_page()
    address = page_with(stub, frame(stub, 'style="max-width: 100%"'))
    stub.embeds_config = {"vendors": VENDOR, "dir": direction}
    page.add_init_script(path=AXE)
    visit(page, address)
    expect(covers(page)).to_have_count(1)
    assert findings(page) == []
    for button in covers(page).get_by_role("button").all():
        place = button.bounding_box()
        assert place is not None
        assert place["height"] >= 44
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= page.viewport_size["width"]  # type: ignore[index]
    context.close()


def test_under_a_strict_policy(stub: Stub, page: Page) -> None:
    """WEB-01: no inline style, no eval, no HTML from text."""
    policy = (
        f"default-src 'none'; script-src {stub.service}; style-src 'self'; connect-src"
        f" {stub.service}; frame-src {stub.third_party}; require-trusted-types-for 'script';"
        " trusted-types temoin"
    )
    visit(page, page_with(stub, frame(stub), Content_Security_Policy=policy))
    expect(covers(page)).to_have_count(1)
    look = covers(page).locator(".box").evaluate("e => getComputedStyle(e).display")
    assert look == "flex"
    assert region(page).is_visible()
