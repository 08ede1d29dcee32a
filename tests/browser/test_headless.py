"""A page that draws its own banner and leaves the rest to Temoin."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.stub import Stub
from tests.browser.visitor import (
    NOTHING,
    TAGS,
    choice,
    cookies,
    dialog,
    region,
    settle,
    stored,
    wait_ran,
    wait_sent,
)

pytestmark = pytest.mark.browser

OWN = """
<p id="said"></p><button id="yes">Oui</button><button id="no">Non</button>
<button id="settings">Réglages</button><button id="away">Retirer</button>
<script>
(window.temoin = window.temoin || []).push(t => {
  window.shown = 0;
  const say = () => { said.textContent = String(t.consent.decided); };
  yes.onclick = t.accept; no.onclick = t.refuse; away.onclick = t.withdraw;
  settings.onclick = t.open;
  t.on('shown', () => { window.shown += 1; });
  t.on('consent', say);
  say();
});
</script>
"""


@pytest.fixture(params=["opt-in", "opt-out"])
def own_banner(stub: Stub, page: Page, request: pytest.FixtureRequest) -> Page:
    """The page, once the snippet is there; where purposes run too."""
    stub.config = {"headless": True}
    if request.param == "opt-out":
        stub.config |= {"mode": "opt-out", "running": [], "sold": ["marketing"], "limited": []}
    body = OWN + TAGS.format(t=stub.third_party)
    # At the very edge of a long page: nothing lies over it, so nothing may scroll.
    edge = '<a id="edge" href="#a" style="position:absolute;left:0">Lien</a>'
    tall = '<div style="height:300vh"></div>'
    page.goto(stub.add("/", edge + body + tall, stub.snippet))
    page.wait_for_function("said.textContent === 'false'")
    return page


def test_temoin_draws_nothing_and_stores_nothing(
    own_banner: Page, stub: Stub, context: BrowserContext
) -> None:
    """CNIL-01: no first layer, no event for one, no corner control; nothing before a choice."""
    settle(own_banner)
    expect(region(own_banner)).to_be_hidden()
    own_banner.locator("#edge").focus()
    assert own_banner.evaluate("[window.shown, scrollY]") == [0, 0]
    assert stub.third_party_hits() == []
    assert stub.sent("/api/consent") == []
    assert stored(own_banner) == NOTHING
    assert cookies(context) == {}


def test_the_pages_own_buttons_decide(
    own_banner: Page, stub: Stub, context: BrowserContext
) -> None:
    """CNIL-14: refuse, accept and withdraw as one click each; the record says that a page asked."""
    own_banner.click("#no")
    expect(own_banner.locator("#said")).to_have_text("true")
    assert choice(context)["marketing"] == "false"
    settle(own_banner)
    assert stub.third_party_hits() == []
    own_banner.click("#yes")
    wait_ran(own_banner, 4)
    assert choice(context)["marketing"] == "true"
    own_banner.click("#away")
    assert choice(context)["marketing"] == "false"
    sent = wait_sent(own_banner, stub, "/api/consent", 3)
    assert [(one["action"], one["source"]) for one in sent] == [
        ("refuse", "api"),
        ("accept", "api"),
        ("withdraw", "api"),
    ]
    expect(region(own_banner)).to_be_hidden()
    assert own_banner.evaluate("window.shown") == 0


def test_the_panel_still_opens_and_gives_focus_back(own_banner: Page, stub: Stub) -> None:
    """CNIL-09: the page's button opens the second layer, as often as it is pressed."""
    for _ in range(2):
        own_banner.locator("#settings").focus()
        own_banner.keyboard.press("Enter")
        expect(dialog(own_banner)).to_be_visible()
        own_banner.keyboard.press("Escape")
        expect(dialog(own_banner)).to_have_count(0)
        assert own_banner.evaluate("document.activeElement.id") == "settings"
    own_banner.click("#settings")
    dialog(own_banner).locator("[data-temoin-action=refuse]").click()
    (sent,) = wait_sent(own_banner, stub, "/api/consent")
    assert (sent["action"], sent["source"]) == ("refuse", "panel")
    expect(region(own_banner)).to_be_hidden()
