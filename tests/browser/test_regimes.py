"""Where purposes run until the visitor objects, and when visitors are asked again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.stub import Stub
from tests.browser.stub_config import running_config
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

PRESS = "navigator.__defineGetter__('globalPrivacyControl', () => true)"


def run_in(stub: Stub, **differs: Any) -> None:
    """Serve what a visitor gets where purposes run before a choice."""
    stub.config = {**running_config(stub.lang), **differs}


@pytest.fixture(params=["fr", "en"])
def spoken(stub: Stub, request: pytest.FixtureRequest) -> str:
    stub.lang = request.param
    return stub.lang


def test_purposes_run_and_a_line_says_so_with_the_links(
    stub: Stub, page: Page, context: BrowserContext, spoken: str
) -> None:
    """JUR-08: no banner to answer; "Do Not Sell or Share" and "Limit" open the panel."""
    run_in(stub)
    texts = running_config(spoken)["texts"]
    visit(page, shop(stub))
    wait_ran(page, 4)
    assert page.evaluate("temoin.consent.regime") == "us-california"
    assert page.evaluate("temoin.consent.decided") is False
    assert texts["body"] in region(page).inner_text()
    assert not action(page, "accept").is_visible()
    assert not {"eu-consent", "temoin_id"} & set(cookies(context))
    for label in (texts["sale"], texts["limit"]):
        region(page).get_by_text(label, exact=True).click()
        dialog(page).wait_for()
        assert dialog(page).locator("input:checked").count() >= 4
        action(page, "close").click()
    assert stub.sent("/api/consent") == []


def test_objecting_ends_what_ran_and_lasts(stub: Stub, page: Page, context: BrowserContext) -> None:
    """JUR-08, CNIL-15: as many actions as it takes to say yes; the links stay."""
    run_in(stub)
    address = shop(stub)
    visit(page, address)
    wait_ran(page, 4)
    action(page, "open").first.click()
    action(page, "refuse").click()
    (sent,) = wait_sent(page, stub, "/api/consent")
    assert (sent["action"], sent["source"]) == ("refuse", "panel")
    kept = choice(context)
    assert (kept["marketing"], kept["regime"]) == ("false", "us-california")
    assert "id" not in kept
    life = cookies(context)["eu-consent"]["expires"] - page.evaluate("Date.now()") / 1000
    assert 399 <= life / 86400 <= 400
    context.clear_cookies(name="third")
    stub.hits.clear()
    visit(page, address)
    settle(page)
    assert ran(page) == []
    assert stub.third_party_hits() == []
    texts = running_config(stub.lang)["texts"]
    assert texts["sale"] in region(page).inner_text()
    assert texts["body"] not in region(page).inner_text()


def test_the_line_can_be_closed_and_keeps_nothing(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """CNIL-11: closing is no choice; the links stay."""
    run_in(stub)
    visit(page, shop(stub))
    action(page, "close").click()
    texts = running_config(stub.lang)["texts"]
    assert texts["body"] not in region(page).inner_text()
    assert texts["sale"] in region(page).inner_text()
    assert "eu-consent" not in cookies(context)


@pytest.mark.parametrize("heard_by", ["page", "service"])
def test_a_signal_is_heeded_before_anything_runs_and_said_on_screen(
    stub: Stub, page: Page, context: BrowserContext, heard_by: str
) -> None:
    """GPC-01, GPC-03, GPC-06: sale and sharing are off on the first page, without a click.

    Whether the page's script sees the signal or the service found it in the request.
    """
    run_in(stub, **({"gpc": True} if heard_by == "service" else {}))
    if heard_by == "page":
        page.add_init_script(PRESS)
    address = shop(stub)
    visit(page, address)
    assert wait_ran(page, 1) == ["inline-2"]  # statistics; marketing and media are off
    settle(page)
    assert stub.third_party_hits() == []
    texts = running_config(stub.lang)["texts"]
    assert texts["gpc"] in region(page).inner_text()
    assert region(page).get_by_text(texts["gpc"]).is_visible()
    (sent,) = wait_sent(page, stub, "/api/consent")
    assert (sent["source"], sent["purposes"]["marketing"]) == ("gpc", False)
    assert choice(context)["marketing"] == "false"
    visit(page, address)
    settle(page)
    assert len(stub.sent("/api/consent")) == 1  # once in a browser and choice period
    assert texts["gpc"] in region(page).inner_text()


def test_an_explicit_choice_stands_above_the_signal(stub: Stub, page: Page) -> None:
    """GPC-05: what was switched on in the panel is on, and no word says otherwise."""
    run_in(stub)
    page.add_init_script(PRESS)
    visit(page, shop(stub))
    action(page, "open").first.click()
    gpc = running_config(stub.lang)["texts"]["gpc"]
    assert gpc in dialog(page).inner_text()
    dialog(page).locator("input[name=marketing]").check()
    action(page, "save").click()
    wait_ran(page, 4)
    assert gpc not in region(page).inner_text()


def test_where_nothing_is_asked_only_the_button_stays(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """JUR-10: a country without a rule."""
    run_in(stub, mode="none", regime="elsewhere", limited=[])
    visit(page, shop(stub))
    wait_ran(page, 4)
    assert region(page).locator("button").count() == 1
    action(page, "open").click()
    action(page, "refuse").click()
    assert choice(context)["marketing"] == "false"


def test_an_exception_runs_beside_the_banner_that_asks_for_the_rest(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """JUR-01: statistics are on, said, and refused with the rest in one action."""
    run_in(stub, mode="opt-in", regime="uk", running=["statistics"], limited=[])
    address = shop(stub)
    visit(page, address)
    assert wait_ran(page, 1) == ["inline-2"]
    assert action(page, "accept").is_visible()
    action(page, "refuse").click()
    wait_sent(page, stub, "/api/consent")
    visit(page, address)
    settle(page)
    assert ran(page) == []
    assert choice(context)["statistics"] == "false"


def test_without_the_panel_a_visitor_can_still_object(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """WEB-11: the first layer of those who are asked stands in."""
    run_in(stub, panel="/nowhere/panel.js")
    visit(page, shop(stub))
    action(page, "open").first.click()
    action(page, "refuse").click()
    assert choice(context)["marketing"] == "false"


@pytest.mark.parametrize("answer", ["accept", "refuse"])
def test_only_a_material_change_asks_again(
    stub: Stub, page: Page, context: BrowserContext, answer: str
) -> None:
    """CNIL-12: consent and refusal alike hold under new texts and end with a new recipient."""
    address = shop(stub)
    visit(page, address)
    action(page, answer).click()
    wait_sent(page, stub, "/api/consent")
    stub.config = {"revision": 4, "since": 3}
    visit(page, address)
    assert not action(page, "refuse").is_visible()
    stub.config = {"revision": 5, "since": 5}
    stub.hits.clear()
    visit(page, address)
    settle(page)
    assert action(page, "refuse").is_visible()
    assert ran(page) == []  # what was not agreed to does not run meanwhile
    action(page, answer).click()
    (sent,) = wait_sent(page, stub, "/api/consent")
    assert sent["revision"] == 5
    visit(page, address)
    assert not action(page, "refuse").is_visible()


def test_what_ran_unasked_elsewhere_is_no_consent_here(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """JUR-10: a visitor saved the panel as it was in California, then comes from France."""
    run_in(stub)
    address = shop(stub)
    visit(page, address)
    action(page, "open").first.click()
    action(page, "save").click()
    wait_sent(page, stub, "/api/consent")
    assert choice(context)["marketing"] == "true"
    stub.config = {}
    visit(page, address)
    settle(page)
    assert action(page, "refuse").is_visible()
    assert ran(page) == []
