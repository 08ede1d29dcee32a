"""Hostile or clumsy pages: clobbered documents, patched natives, broken cookies (V10, V26)."""

from __future__ import annotations

import time
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.stub import Stub
from tests.browser.visitor import (
    TAGS,
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

CLOBBER = "".join(
    f'<form name="{name}"><input name="parentNode"><input name="nextSibling"></form>'
    for name in [
        "cookie",
        "body",
        "head",
        "documentElement",
        "createElement",
        "querySelectorAll",
        "addEventListener",
        "dispatchEvent",
        "readyState",
        "baseURI",
        "referrer",
        "prerendering",
        "hidden",
        "activeElement",
    ]
) + "".join(
    f'<img id="{name}" name="{name}" alt="">'
    for name in ["currentScript", "temoin", "trustedTypes", "navigation", "requestIdleCallback"]
)

PATCHES = {
    "array-additions": """
      Array.prototype.each = function (f) { for (let i = 0; i < this.length; i++) f(this[i]); };
      Array.prototype.toJSON = function () { return '[' + this.join() + ']'; };
      String.prototype.toJSON = function () { return '"' + this + '"'; };
      Array.prototype.entries = function () { return this.slice(); };
      Array.prototype.reduce = function () { return this; };
      Array.from = x => x;
      Object.prototype.extra = function () {};
    """,
    "frozen": """
      for (const c of [Object, Array, Function, String, Promise, Map, Set, Node, Element, Document])
        { Object.freeze(c.prototype); Object.freeze(c); }
    """,
    "polluted": """
      Object.prototype.marketing = true; Object.prototype.statistics = true;
      Object.prototype._grants = {marketing: true}; Object.prototype.decided = true;
    """,
}


def test_a_clobbered_document_still_blocks_and_refuses(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """V26: forms and images named like members of `document`."""
    tags = TAGS.format(t=stub.third_party)
    visit(page, stub.add("/", CLOBBER + tags, stub.snippet))
    settle(page)
    assert stub.third_party_hits() == []
    action(page, "refuse").click()
    wait_sent(page, stub, "/api/consent")
    assert choice(context)["marketing"] == "false"
    assert stub.third_party_hits() == []
    action(page, "open").click()
    action(page, "accept").click()
    wait_ran(page, 4)
    assert choice(context)["marketing"] == "true"
    wait_sent(page, stub, "/api/event")


def test_a_false_current_script_cannot_move_the_service(stub: Stub, page: Page) -> None:
    """V26: records go where the file came from or where the service says it is."""
    fake = '<img name="currentScript" src="https://evil.example/x.png" alt="">'
    snippet = stub.snippet.replace(" async", "")
    visit(page, stub.add("/", fake + snippet))
    action(page, "refuse").click()
    assert wait_sent(page, stub, "/api/consent")[0]["action"] == "refuse"


@pytest.mark.parametrize("name", PATCHES)
def test_patched_natives_change_neither_choice_nor_record(
    name: str, stub: Stub, page: Page, context: BrowserContext
) -> None:
    """V26: library additions, frozen natives and a polluted prototype."""
    visit(page, shop(stub, head=f"<script>{PATCHES[name]}</script>"))
    settle(page)
    assert stub.third_party_hits() == []
    action(page, "customise").click()
    page.get_by_role("switch", name="Statistiques").check()
    action(page, "save").click()
    (record,) = wait_sent(page, stub, "/api/consent")
    assert record["purposes"] == {
        "preferences": False,
        "statistics": True,
        "marketing": False,
        "media": False,
    }
    (event,) = wait_sent(page, stub, "/api/event")
    assert event["name"] == "pageview"
    wait_ran(page, 1)
    assert ran(page) == ["inline-2"]
    assert choice(context)["marketing"] == "false"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "garbage",
        "%E0%A4%A",
        "true",
        "marketing=true",
        "marketing=true&at=soon",
        "marketing=true&at=99999999999",
        "marketing=true&at=1000000000",
        "elsewhere=true&revision=1&at={now}",
        "at={now}&revision=3",
        '{{"marketing":true}}',
        "marketing=TRUE&at={now}",
        "x" * 3000,
    ],
)
def test_an_unreadable_cookie_is_no_decision(
    value: str, stub: Stub, page: Page, context: BrowserContext
) -> None:
    """Unknown means refuse: nothing runs and the visitor is asked."""
    text = value.format(now=int(time.time()))
    context.add_cookies([{"name": "eu-consent", "value": text, "url": stub.site}])
    visit(page, shop(stub))
    settle(page)
    assert action(page, "accept").is_visible()
    assert stub.third_party_hits() == []
    assert stub.sent("/api/consent") == []


def test_purposes_of_another_revision_stay_refused(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """A purpose that the visitor was never asked about is off; one that is gone is ignored."""
    value = (
        f"media=true&gone=true&__proto__=true&revision=1&at={int(time.time()) - 60}&id=r1&grant=g1"
    )
    context.add_cookies([{"name": "eu-consent", "value": value, "url": stub.site}])
    visit(page, shop(stub))
    settle(page)
    assert stub.third_party_hits() == ["/tag/frame"]
    assert page.evaluate("temoin.consent.purposes") == {
        "preferences": False,
        "statistics": False,
        "marketing": False,
        "media": True,
    }
    assert (
        page.evaluate("['gone', '__proto__', 'constructor'].map(p => temoin.allows(p))")
        == [False] * 3
    )


def test_a_purpose_called_proto_is_an_ordinary_purpose(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """V26: `__proto__` and `constructor` as configured keys."""
    stub.config = {
        "purposes": [
            {"key": key, "title": key, "text": key} for key in ("__proto__", "constructor", "media")
        ]
    }
    visit(page, shop(stub))
    assert page.evaluate("temoin.allows('__proto__')") is False
    page.evaluate("temoin.set({media: true})")
    (record,) = wait_sent(page, stub, "/api/consent")
    assert record["purposes"] == {"__proto__": False, "constructor": False, "media": True}
    assert page.evaluate("({}).media") is None


def test_texts_are_never_markup(stub: Stub, page: Page) -> None:
    """V10: texts, names and identifiers go in as text only."""
    evil = "<img src=x onerror='window.pwned=1'>\"'"
    config = stub.config
    config["texts"] = dict.fromkeys(
        [
            "label",
            "title",
            "body",
            "withdraw_hint",
            "accept",
            "refuse",
            "customise",
            "close",
            "reopen",
            "saved",
            "gpc",
            "more",
        ],
        evil,
    )
    config["purposes"] = [{"key": "media", "title": evil, "text": evil}]
    cookie = f"media=true&revision=1&at={int(time.time())}&id={quote(evil)}&grant=g"
    address = shop(stub)
    visit(page, address)
    assert evil in region(page).inner_text()
    context = page.context
    context.add_cookies([{"name": "eu-consent", "value": cookie, "url": stub.site}])
    visit(page, address)
    action(page, "open").click()
    expect(dialog(page).locator(".receipt code")).to_have_text(evil)
    assert page.evaluate("window.pwned") is None
    assert page.locator("temoin-banner img").count() == 0


def test_a_frame_never_runs_code_from_a_data_attribute(stub: Stub, page: Page) -> None:
    """Comments that may carry data attributes must not become a way to run code."""
    body = '<iframe title=x data-temoin=media data-src="javascript:parent.pwned=1"></iframe>'
    visit(page, stub.add("/", body, stub.snippet))
    action(page, "accept").click()
    settle(page)
    assert page.evaluate("window.pwned") is None
    assert page.locator("iframe").get_attribute("src") is None


def test_a_second_copy_and_a_replaced_body_leave_one_banner(stub: Stub, page: Page) -> None:
    """SAN-08: two snippets, then a page library that swaps the whole body."""
    visit(page, shop(stub, head=stub.snippet))
    assert page.locator("temoin-banner").count() == 1
    page.evaluate("document.body.replaceWith(document.createElement('body'))")
    assert action(page, "refuse").is_visible()
    action(page, "refuse").click()
    wait_sent(page, stub, "/api/consent")
    settle(page)
    assert len(stub.sent("/api/consent")) == 1
    assert cookies(page.context)["eu-consent"]
