"""Withdrawal that withdraws: what recipients left behind goes, everything else stays."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.stub import Stub
from tests.browser.stub_config import panel_config
from tests.browser.visitor import action, cookies, dialog, region, shop, visit

pytestmark = pytest.mark.browser

DECLARED: list[dict[str, Any]] = [
    {"name": "_trk", "kind": "cookie", "days": 730},
    {"name": "_trk_*", "kind": "cookie", "days": 1},
    {"name": "trk.id", "kind": "local", "days": None},
    {"name": "trk-*", "kind": "session", "days": 0},
    {"name": "trk-db", "kind": "indexeddb", "days": None},
    # Theirs lies on their own domain; the site's cookie of this name is another.
    {"name": "basket", "kind": "third-party", "days": 30},
]
LEAVE = """async () => {
  document.cookie = '_trk=1;path=/';
  document.cookie = '_trk_deep=1;path=/shop/';
  document.cookie = '_trk_page=1;path=/shop/page';
  document.cookie = '_trk_wide=1;path=/;domain=127.0.0.1';
  document.cookie = 'basket=1;path=/';
  document.cookie = '_trkother=1;path=/';
  localStorage['trk.id'] = '1'; localStorage['trk.identity'] = '1';
  sessionStorage['trk-1'] = '1'; sessionStorage['mine'] = '1';
  await new Promise(done => { indexedDB.open('trk-db').onsuccess = event => {
    event.target.result.close(); done(); }; });
  await new Promise(done => { indexedDB.open('mine').onsuccess = event => {
    event.target.result.close(); done(); }; });
  window.told = [];
  document.addEventListener('temoin:withdrawn', event => told.push(event.detail));
}"""
LEFT = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map(({name}) => name) })"""


def with_vendor(stub: Stub) -> None:
    """The site names one recipient of its statistics."""
    config: dict[str, Any] = copy.deepcopy(panel_config(stub.lang))
    vendor = {"key": "trk", "name": "Traqueur", "policy": "", "controller": "", "cookies": DECLARED}
    for purpose in config["purposes"]:
        purpose["vendors"] = [vendor] if purpose["key"] == "statistics" else []
    stub.panel_config = {"purposes": config["purposes"]}


def accepted(stub: Stub, page: Page) -> None:
    """A visitor who accepted, and what the recipients then left in the browser."""
    with_vendor(stub)
    visit(page, shop(stub, "/shop/page"))
    action(page, "accept").click()
    page.evaluate(LEAVE)


def withdraw(page: Page, way: str = "panel") -> None:
    """Through the panel, with the one click in the corner, or by the page's own code."""
    if way == "panel":
        action(page, "open").click()
    if way == "page":
        page.evaluate("temoin.withdraw()")
    else:
        action(page, "withdraw").click()
    page.wait_for_function("told.length === 1", timeout=20_000)


@pytest.mark.parametrize("way", ["panel", "corner", "page"])
def test_what_the_recipients_left_is_removed_everywhere(
    way: str, stub: Stub, page: Page, context: BrowserContext
) -> None:
    """CNIL-15, SAN-07, SAN-10: every path and domain variant, both storages, databases."""
    accepted(stub, page)
    withdraw(page, way)
    assert set(cookies(context)) == {"eu-consent", "basket", "_trkother"}
    left = page.evaluate(LEFT)
    assert left["local"] == ["trk.identity"]
    assert left["session"] == ["mine"]
    assert left["databases"] == ["mine"]


def test_the_visitor_is_told_what_was_removed(stub: Stub, page: Page) -> None:
    """What was done is said, in the banner's own live region."""
    accepted(stub, page)
    withdraw(page)
    said = region(page).get_by_role("status").inner_text()
    assert "Effacé de votre navigateur" in said
    assert "_trk_deep" in said
    assert "trk.id" in said
    assert "basket" not in said


def test_the_sites_own_server_can_do_the_rest(stub: Stub, page: Page) -> None:
    """Cookies that no script sees: an event names what was declared."""
    accepted(stub, page)
    withdraw(page)
    (told,) = page.evaluate("told")
    assert "statistics" in told["purposes"]
    assert [one["name"] for one in told["declared"]] == [one["name"] for one in DECLARED]
    assert "_trk_wide" in told["removed"]


def test_one_purpose_switched_off_is_a_withdrawal_of_it(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """The other purposes keep what is theirs."""
    accepted(stub, page)
    action(page, "open").click()
    page.get_by_role("switch", name="Publicité").uncheck()
    action(page, "save").click()
    page.wait_for_function("told.length === 1")
    assert page.evaluate("told[0].purposes") == ["marketing"]
    assert "_trk" in cookies(context)


def test_closing_and_saving_unchanged_removes_nothing(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """EDPB-11: a button does what it says."""
    accepted(stub, page)
    action(page, "open").click()
    action(page, "save").click()
    action(page, "open").click()
    action(page, "close").click()
    dialog(page).wait_for(state="detached")
    assert page.evaluate("told") == []
    assert "_trk" in cookies(context)
