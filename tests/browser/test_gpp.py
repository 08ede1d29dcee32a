"""`__gpp` as vendors' code meets it (section 7 of the requirements)."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.stub import Stub
from tests.browser.stub_config import closed, running_config
from tests.browser.visitor import NOTHING, action, cookies, dialog, shop, stored, visit

pytestmark = pytest.mark.browser

EARLY = """<script>window.told = [];
  __gpp('ping', ping => { window.ping = ping; });
  __gpp('addEventListener', ({eventName, data, pingData}) =>
    told.push([eventName, data, pingData.signalStatus, pingData.gppString]));</script>"""


def gpp_page(stub: Stub) -> str:
    return shop(stub, head=closed("gpp") + EARLY)


def test_the_platform_answers_at_once_and_tells_of_a_choice_in_order(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """GPP-01, GPP-02, GPP-03: no signal before a choice, then opted out or not, in this order."""
    visit(page, gpp_page(stub))
    ping = page.evaluate("ping")
    assert (ping["gppVersion"], ping["cmpId"], ping["signalStatus"]) == ("1.1", 1, "not ready")
    assert ping["supportedAPIs"] == ["7:usnat", "8:usca"]
    assert page.evaluate("told.map(([name, data]) => [name, data])") == [
        ["listenerRegistered", True],
        ["cmpStatus", "loaded"],
        ["cmpDisplayStatus", "visible"],
    ]
    assert stored(page) == NOTHING
    assert cookies(context) == {}
    assert stub.third_party_hits() == []
    page.evaluate("told.length = 0")
    action(page, "refuse").click()
    page.wait_for_function("told.at(-1)?.[1] === 'ready'")
    assert page.evaluate("told.map(([name, data]) => [name, data])") == [
        ["cmpDisplayStatus", "hidden"],
        ["sectionChange", "usnat"],
        ["sectionChange", "usca"],
        ["signalStatus", "ready"],
    ]
    field = (
        "path => { let found; __gpp('getField', data => { found = data; }, path); return found; }"
    )
    assert page.evaluate(field, "usnat.SaleOptOut") == 1
    assert page.evaluate(field, "usca.SharingOptOut") == 1
    assert page.evaluate(field, "usnat.Gpc") is False
    assert page.evaluate(field, "usnat.MspaCoveredTransaction") == 2
    assert page.evaluate(field, "usva.SaleOptOut") is None
    refused = page.evaluate("told.at(-1)[3]")
    assert refused.startswith("DB")
    assert refused.count("~") == 2
    page.evaluate("told.length = 0")
    page.evaluate("temoin.accept()")
    assert page.evaluate("told.map(([name, data]) => [name, data])") == [
        ["signalStatus", "not ready"],
        ["sectionChange", "usnat"],
        ["sectionChange", "usca"],
        ["signalStatus", "ready"],
    ]
    assert page.evaluate(field, "usnat.SaleOptOut") == 2
    assert page.evaluate("told.at(-1)[3]") != refused


def test_while_the_panel_is_open_the_signal_waits(stub: Stub, page: Page) -> None:
    """GPP-02: vendors wait while the visitor may change the choice; closing ends that."""
    visit(page, gpp_page(stub))
    action(page, "refuse").click()
    page.evaluate("told.length = 0")
    action(page, "open").click()
    dialog(page).wait_for()
    action(page, "close").click()
    page.wait_for_function("told.at(-1)?.[1] === 'ready'")
    assert page.evaluate("told.map(([name, data]) => [name, data])") == [
        ["signalStatus", "not ready"],
        ["cmpDisplayStatus", "visible"],
        ["cmpDisplayStatus", "hidden"],
        ["signalStatus", "ready"],
    ]


def test_the_visitors_own_signal_is_passed_on(stub: Stub, page: Page) -> None:
    """GPP-04: Global Privacy Control as the browser has it; it keeps the sale opted out."""
    page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
    )
    visit(page, gpp_page(stub))
    action(page, "accept").click()
    page.wait_for_function("told.at(-1)?.[1] === 'ready'")
    section = "(() => { let s; __gpp('getSection', data => { s = data; }, 'usnat'); return s; })()"
    core, gpc = page.evaluate(section)
    assert gpc == {"SubsectionType": 1, "Gpc": True}
    assert (core["Version"], core["SaleOptOut"], core["TargetedAdvertisingOptOut"]) == (2, 1, 1)


def test_where_purposes_run_the_signal_is_ready_before_a_choice(stub: Stub, page: Page) -> None:
    """GPP-03: a Californian has not opted out until they do; one section is in force."""
    stub.config = running_config("fr")
    visit(page, gpp_page(stub))
    page.evaluate("__gpp('ping', ping => { window.ping = ping; })")
    ping = page.evaluate("ping")
    assert (ping["signalStatus"], ping["applicableSections"]) == ("ready", [8])
    assert ping["sectionList"] == [8]
    assert ping["parsedSections"]["usca"][0]["SaleOptOut"] == 2
    page.evaluate("temoin.refuse()")
    page.evaluate("__gpp('ping', ping => { window.ping = ping; })")
    assert page.evaluate("ping.parsedSections.usca[0].SaleOptOut") == 1
    assert page.evaluate("ping.signalStatus") == "ready"


def test_elsewhere_no_section_is_in_force(stub: Stub, page: Page) -> None:
    """GPP-03: -1 where none applies, a string without sections, ready at once."""
    stub.config = {"regime": "uk"}
    visit(page, gpp_page(stub))
    page.evaluate("__gpp('ping', ping => { window.ping = ping; })")
    ping = page.evaluate("ping")
    assert (ping["signalStatus"], ping["applicableSections"]) == ("ready", [-1])
    assert (ping["sectionList"], ping["parsedSections"]) == ([], {})
    assert ping["gppString"].startswith("DBAA")
