"""Before a choice nothing is stored and nobody else is asked for anything (CNIL-01, R12)."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.stub import Stub
from tests.browser.visitor import (
    NOTHING,
    action,
    cookies,
    dialog,
    ran,
    region,
    settle,
    shop,
    stored,
    visit,
)

pytestmark = pytest.mark.browser

KINDS = {
    "plain": ("", ""),
    "sync-snippet": ("<script>window.temoin=window.temoin||[]</script>", ""),
    "early-callbacks": ("<script>window.temoin=[t=>t.track('x')]</script>", ""),
    "base-href": ("<base href='https://elsewhere.example/'>", ""),
    "transformed-body": ("<style>body{transform:scale(.9);filter:blur(0)}</style>", ""),
    "hidden-children": ("<style>body>*{display:none!important}</style>", ""),
    "scrolled": ("", "<div style='height:5000px'></div>"),
    "frames": ("", "<iframe srcdoc='<p>own'></iframe>"),
    "forms": ("", "<form><input name=email><button>go</button></form>"),
    "web-component": (
        "",
        "<x-a></x-a><script>customElements.define('x-a',class extends HTMLElement{})</script>",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_stored_or_asked_before_a_choice(
    kind: str, stub: Stub, page: Page, context: BrowserContext
) -> None:
    """R12, CNIL-01, SAN-01, SAN-02, SAN-05: ours alone are asked; nothing is kept."""
    head, body = KINDS[kind]
    address = shop(stub, head=head)
    stub.pages["/"].html = stub.pages["/"].html.replace("</body>", f"{body}</body>")
    visit(page, address)
    assert action(page, "refuse").is_visible()
    settle(page)
    assert cookies(context) == {}
    assert stored(page) == NOTHING
    assert stub.third_party_hits() == []
    assert ran(page) == []
    ours = [hit.path.partition("?")[0] for hit in stub.hits if hit.path.startswith("/t/")]
    assert ours == ["/t/k3xampleDemoSite.js", "/t/k3xampleDemoSite/embeds.js"]
    assert stub.sent("/api/consent") == stub.sent("/api/event") == []


def test_scrolling_waiting_and_page_clicks_grant_nothing(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """CNIL-02: only a click on a control that says so is a choice."""
    visit(page, shop(stub))
    page.mouse.wheel(0, 2000)
    page.click("#first")
    page.keyboard.press("Escape")
    settle(page)
    assert cookies(context) == {}
    assert stub.third_party_hits() == []
    assert action(page, "accept").is_visible()


def test_opening_and_leaving_the_panel_grants_nothing(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """CNIL-10, CNIL-11, EDPB-07: a switch a use, all off; closing is neutral."""
    visit(page, shop(stub))
    action(page, "customise").click()
    switches = dialog(page).get_by_role("switch")
    expect(switches).to_have_count(4)
    assert [box.is_checked() for box in switches.all()] == [False] * 4
    action(page, "close").click()
    assert action(page, "accept").is_visible()
    assert cookies(context) == {}
    page.reload()
    assert action(page, "accept").is_visible()


def test_every_purpose_is_told_on_the_first_layer(stub: Stub, page: Page) -> None:
    """CNIL-06, CNIL-13: title and sentence of every purpose, and how to withdraw."""
    visit(page, shop(stub))
    words = region(page).inner_text()
    for expected in ("Préférences", "Statistiques", "Publicité", "Contenus intégrés"):
        assert expected in words
    assert "Compter les visites pour savoir quelles pages servent." in words
    assert "Vous pouvez changer d’avis à tout moment" in words


def test_the_only_global_is_temoin_and_no_native_is_changed(stub: Stub, page: Page) -> None:
    """R13: one global, no patched native."""
    probe = """() => {
      const names = Object.getOwnPropertyNames(window);
      const natives = [history.pushState, document.createElement, document.write, fetch,
        XMLHttpRequest.prototype.open, Element.prototype.setAttribute, Node.prototype.appendChild,
        navigator.sendBeacon, EventTarget.prototype.addEventListener];
      const isNative = f => /\\[native code\\]/.test(Function.prototype.toString.call(f));
      return [names, natives.every(isNative)];
    }"""
    page.goto(stub.add("/bare", "<p>Sans rien"))
    bare, _ = page.evaluate(probe)
    visit(page, shop(stub))
    names, native = page.evaluate(probe)
    assert set(names) - set(bare) - {"0"} == {"temoin"}  # "0" is the frame of the page
    assert native
