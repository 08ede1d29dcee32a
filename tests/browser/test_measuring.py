"""The tracker: page views and events only with the statistics purpose and the service's grant."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.stub import GRANT, Stub
from tests.browser.visitor import action, cookies, settle, shop, visit, wait_ran, wait_sent

pytestmark = pytest.mark.browser


def test_a_page_view_waits_for_the_grant_and_carries_it(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """Flow 3: one view, full address without fragment, the grant and the visitor identifier."""
    visit(page, shop(stub) + "?q=1#part")
    action(page, "accept").click()
    (event,) = wait_sent(page, stub, "/api/event")
    settle(page)
    assert len(stub.sent("/api/event")) == 1
    visitor = cookies(context)["temoin_id"]
    assert re.fullmatch(r"[0-9a-f]{8}-.*", event.pop("key"))
    assert event == {
        "site": "k3xampleDemoSite",
        "name": "pageview",
        "url": f"{stub.site}/?q=1",
        "grant": GRANT,
        "visitor": visitor["value"],
    }
    assert re.fullmatch(r"[0-9a-f]{32}", visitor["value"])
    paths = [hit.path for hit in stub.hits if hit.method == "POST"]
    assert paths == ["/api/consent", "/api/event"]


def test_the_identifier_lasts_thirteen_months_and_is_never_extended(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """AUD-05, WEB-04: 13 months from the first visit, which the browser does not shorten."""
    address = shop(stub)
    visit(page, address)
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    first = cookies(context)["temoin_id"]
    assert abs(first["expires"] - time.time() - 395 * 86400) < 10
    page.wait_for_timeout(1100)
    visit(page, address)
    _, event = wait_sent(page, stub, "/api/event", 2)
    assert event["visitor"] == first["value"]
    assert cookies(context)["temoin_id"] == first


def test_without_the_statistics_purpose_nothing_is_measured(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """CNIL-01: other purposes grant no measurement, and `track` does nothing."""
    visit(page, shop(stub))
    page.evaluate("temoin.set({marketing: true, media: true})")
    wait_sent(page, stub, "/api/consent")
    page.evaluate("temoin.track('signup', {plan: 'free'})")
    settle(page)
    assert stub.sent("/api/event") == []
    assert "temoin_id" not in cookies(context)


def test_a_single_page_application_counts_each_route_once(stub: Stub, page: Page) -> None:
    """WEB-18: pushState and back count, fragments and repeated states do not."""
    visit(page, shop(stub))
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    page.evaluate("history.pushState(null, '', '/list')")
    wait_sent(page, stub, "/api/event", 2)
    page.evaluate("history.pushState(null, '', '/list#third'); history.replaceState(1, '')")
    settle(page)
    page.evaluate("history.pushState(null, '', '/item?id=2')")
    wait_sent(page, stub, "/api/event", 3)
    page.evaluate("history.go(-1)")
    settle(page)
    page.evaluate("history.go(-1)")
    events = wait_sent(page, stub, "/api/event", 4)
    settle(page)
    assert len(stub.sent("/api/event")) == 4
    assert [event["url"].removeprefix(stub.site) for event in events] == [
        "/",
        "/list",
        "/item?id=2",
        "/list",
    ]
    assert events[1]["referrer"] == f"{stub.site}/"
    assert action(page, "accept").count() == 0


def test_events_of_the_page_carry_their_properties(stub: Stub, page: Page) -> None:
    """Contract: `temoin.track(name, props)`; what waits for the grant comes as one array."""
    visit(page, shop(stub))
    page.evaluate("temoin.accept(); temoin.track('signup', {plan: 'free', seats: 3})")
    (batch,) = wait_sent(page, stub, "/api/event")
    assert [event["name"] for event in batch] == ["pageview", "signup"]
    assert batch[1]["props"] == {"plan": "free", "seats": 3}
    assert {event["grant"] for event in batch} == {GRANT}


def test_withdrawal_in_another_tab_stops_this_one(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """CNIL-15: after withdrawal nothing is sent, whichever tab it happened in."""
    address = shop(stub)
    visit(page, address)
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    other = context.new_page()
    visit(other, address)
    wait_sent(other, stub, "/api/event", 2)
    action(other, "withdraw").click()
    wait_sent(other, stub, "/api/consent", 2)
    page.evaluate("temoin.track('later'); history.pushState(null, '', '/next')")
    settle(page)
    assert len(stub.sent("/api/event")) == 2
    assert page.evaluate("temoin.allows('statistics')") is False
    assert "temoin_id" not in cookies(context)


def test_a_failed_event_is_sent_once_more_and_no_more(stub: Stub, page: Page) -> None:
    """One retry with the same key, so that nothing is counted twice."""
    visit(page, shop(stub))
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    stub.mode = "error"
    page.evaluate("temoin.track('buy')")
    page.wait_for_timeout(4500)
    tries = [event for event in stub.sent("/api/event") if event["name"] == "buy"]
    assert len(tries) == 2
    assert tries[0]["key"] == tries[1]["key"]


def test_coming_back_through_the_cache_counts_nothing_and_obeys_a_withdrawal(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """WEB-09: a page restored with running tags is loaded again when their purpose is gone."""
    visit(page, shop(stub))
    action(page, "accept").click()
    wait_ran(page, 4)
    wait_sent(page, stub, "/api/event")
    page.evaluate("""() => {
      document.cookie = document.cookie.match(/eu-consent=[^;]*/)[0].replace(/true/g, 'false')
        + ';path=/';
      dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));
    }""")
    page.wait_for_function("!window.ran")
    settle(page)
    assert len(stub.sent("/api/event")) == 1


def test_a_prerendered_page_is_counted_when_it_is_seen(stub: Stub, page: Page) -> None:
    """WEB-10: no view while the page is only prepared."""
    address = shop(stub)
    visit(page, address)
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    page.add_init_script(
        "Object.defineProperty(Document.prototype, 'prerendering',"
        "{configurable: true, get: () => !window.seen})"
    )
    visit(page, address)
    settle(page)
    assert len(stub.sent("/api/event")) == 1
    page.evaluate("window.seen = true; document.dispatchEvent(new Event('prerenderingchange'))")
    wait_sent(page, stub, "/api/event", 2)
