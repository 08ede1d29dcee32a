"""Strict Content Security Policy with Trusted Types, and no nonce for us (WEB-01, WEB-16)."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.stub import Stub
from tests.browser.visitor import action, dialog, ran, settle, shop, visit, wait_ran, wait_sent

pytestmark = pytest.mark.browser

NOTE = """addEventListener('securitypolicyviolation', e => {
  (window.violations = window.violations || []).push(e.effectiveDirective + ' ' + e.blockedURI);
})"""
NONCE = "c29tZW5vbmNl"


def policy(stub: Stub, extra: str = "", inline: str = "") -> str:
    """The strictest policy under which the tags of the page themselves may run."""
    return (
        f"default-src 'none'; script-src {stub.service} {stub.third_party} {inline}; "
        f"style-src 'self'; connect-src {stub.service}; frame-src {stub.third_party}; "
        f"img-src {stub.third_party}; require-trusted-types-for 'script'{extra}"
    )


def violations(page: Page) -> list[str]:
    """What the policy had to block."""
    found: list[str] = page.evaluate("window.violations || []")
    return found


def through(page: Page, stub: Stub, *, nonce: bool = False) -> None:
    """Banner, panel, accept, corner and panel again."""
    address = shop(stub)
    stub.pages["/"].headers["Content-Security-Policy"] = policy(
        stub, inline=f"'nonce-{NONCE}'" if nonce else ""
    )
    html = stub.pages["/"].html
    if nonce:
        html = html.replace('data-temoin="statistics"', f'data-temoin="statistics" nonce="{NONCE}"')
    else:
        html = html.replace('(window.ran=window.ran||[]).push("inline-2")', "")
    stub.pages["/"].html = html
    page.add_init_script(NOTE)
    visit(page, address)
    action(page, "customise").click()
    dialog(page).wait_for()
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")


def test_released_tags_run_under_a_strict_policy_with_no_violation(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """WEB-01: one Trusted Types policy named `temoin`, no violation; a tag keeps its nonce."""
    through(page, stub, nonce=True)
    wait_ran(page, 4)
    assert ran(page) == ["slow-1", "inline-2", "4", "3"]
    action(page, "open").click()
    dialog(page).wait_for()
    assert violations(page) == []


def test_the_banner_is_styled_without_inline_styles(stub: Stub, page: Page) -> None:
    """WEB-01: constructable style sheets only; no `style` element or attribute anywhere."""
    address = shop(stub)
    stub.pages["/"].headers["Content-Security-Policy"] = policy(stub)
    page.add_init_script(NOTE)
    visit(page, address)
    look = action(page, "accept").evaluate("e => getComputedStyle(e).backgroundColor")
    assert look == "rgb(26, 79, 214)"
    action(page, "customise").click()
    dialog(page).wait_for()
    found = page.locator("temoin-banner").evaluate(
        "e => e.shadowRoot.querySelectorAll('style,[style],link').length + e.hasAttribute('style')"
    )
    assert found == 0
    assert violations(page) == []


def test_a_page_that_forbids_our_policy_keeps_its_tags_out(stub: Stub, page: Page) -> None:
    """WEB-01: no policy, no tag, no error; frames and images need none."""
    address = shop(stub)
    stub.pages["/"].headers["Content-Security-Policy"] = policy(stub, "; trusted-types other")
    visit(page, address)
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    for _ in range(100):
        if len(stub.third_party_hits()) >= 2:  # one tag in each idle moment of the page
            break
        page.wait_for_timeout(50)
    settle(page)
    assert ran(page) == []
    assert sorted(stub.third_party_hits()) == ["/tag/frame", "/tag/pixel"]


def test_a_service_that_the_policy_blocks_harms_nothing(stub: Stub, page: Page) -> None:
    """R13: `connect-src 'none'`: the choice holds, nothing is measured, nothing throws."""
    address = shop(stub)
    stub.pages["/"].headers["Content-Security-Policy"] = policy(stub).replace(
        f"connect-src {stub.service}", "connect-src 'none'"
    )
    page.add_init_script("addEventListener('unhandledrejection', () => { window.unhandled = 1 })")
    visit(page, address)
    action(page, "accept").click()
    wait_ran(page, 3)
    settle(page)
    assert stub.sent("/api/consent") == stub.sent("/api/event") == []
    assert page.evaluate("window.unhandled") is None
    assert page.evaluate("temoin.allows('media')") is True
