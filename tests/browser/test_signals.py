"""Global Privacy Control (section 9) and the JavaScript interface of the contract."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.stub import Stub
from tests.browser.visitor import (
    action,
    choice,
    dialog,
    ran,
    region,
    settle,
    shop,
    visit,
    wait_sent,
)

pytestmark = pytest.mark.browser

GPC = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
LINE = "Votre navigateur demande de ne pas être pisté"


def test_gpc_keeps_advertising_off_when_everything_is_accepted(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """GPC-03, GPC-05, GPC-06: told on the banner, recorded as custom with source gpc."""
    page.add_init_script(GPC)
    visit(page, shop(stub))
    assert LINE in region(page).inner_text()
    action(page, "accept").click()
    (record,) = wait_sent(page, stub, "/api/consent")
    settle(page)
    assert (record["action"], record["source"]) == ("custom", "gpc")
    assert record["purposes"] == {
        "preferences": True,
        "statistics": True,
        "marketing": False,
        "media": True,
    }
    assert choice(context)["marketing"] == "false"
    assert stub.third_party_hits() == ["/tag/frame"]
    assert ran(page) == ["inline-2"]


def test_an_explicit_switch_overrides_gpc(stub: Stub, page: Page, context: BrowserContext) -> None:
    """GPC-05: a later explicit choice for this site counts; "accept all" alone is none."""
    page.add_init_script(GPC)
    visit(page, shop(stub))
    action(page, "customise").click()
    assert LINE in dialog(page).inner_text()
    action(page, "accept").click()
    assert wait_sent(page, stub, "/api/consent")[0]["purposes"]["marketing"] is False
    action(page, "open").click()
    page.get_by_role("switch", name="Publicité").check()
    action(page, "save").click()
    record = wait_sent(page, stub, "/api/consent", 2)[1]
    assert (record["action"], record["purposes"]["marketing"]) == ("accept", True)
    assert choice(context)["marketing"] == "true"


@pytest.mark.parametrize("value", ["undefined", "false", "'1'", "1"])
def test_only_true_is_a_signal(value: str, stub: Stub, page: Page) -> None:
    """GPC-02."""
    page.add_init_script(GPC.replace("true", value))
    visit(page, shop(stub))
    assert LINE not in region(page).inner_text()
    action(page, "accept").click()
    assert wait_sent(page, stub, "/api/consent")[0]["action"] == "accept"


def test_callbacks_pushed_before_and_after_load_run_with_the_same_object(
    stub: Stub, page: Page
) -> None:
    """Contract: `temoin.push` works at any time; one that throws stops no other."""
    head = """<script>window.temoin = window.temoin || []; seen = [];
      temoin.push(t => { seen.push('early'); t.on('shown', c => seen.push(c.decided)) });
      temoin.push(t => { t.on('ready', x => seen.push(x === t)) });</script>"""
    visit(page, shop(stub, head=head))
    page.evaluate("temoin.push(t => seen.push(t === temoin))")
    settle(page)
    assert page.evaluate("seen") == ["early", False, True, True]


def test_decisions_are_told_to_listeners_and_as_a_dom_event(stub: Stub, page: Page) -> None:
    """Contract: `on('consent')` gives an unsubscribe; `temoin:consent` carries the decision."""
    visit(page, shop(stub))
    page.evaluate("""() => {
      window.heard = [];
      window.off = temoin.on('consent', c => heard.push(['on', c.purposes.media]));
      document.addEventListener('temoin:consent', e => heard.push(['dom', e.detail.decided]));
    }""")
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    page.evaluate("off(); temoin.refuse()")
    assert page.evaluate("heard") == [["dom", True], ["on", True], ["dom", True]]


def test_the_state_is_readable_and_cannot_be_written(stub: Stub, page: Page) -> None:
    """Contract: `temoin.consent`, `allows`; a copy, so changing it grants nothing."""
    visit(page, shop(stub))
    assert page.evaluate("temoin.consent") == {
        "decided": False,
        "purposes": {
            "preferences": False,
            "statistics": False,
            "marketing": False,
            "media": False,
        },
        "vendors": {},
        "regime": "eu",
        "revision": 3,
        "recordId": None,
        "decidedAt": None,
    }
    page.evaluate("temoin.consent.purposes.marketing = true; temoin.consent.decided = true")
    assert page.evaluate("[temoin.allows('marketing'), temoin.allows('necessary')]") == [
        False,
        True,
    ]
    page.evaluate(
        "temoin.set({marketing: true, unheard: true, media: 'yes', __proto__: {media: true}})"
    )
    (record,) = wait_sent(page, stub, "/api/consent")
    assert (record["action"], record["source"]) == ("custom", "api")
    assert [name for name, on in record["purposes"].items() if on] == ["marketing"]
    page.wait_for_function("temoin.consent.recordId")
    state = page.evaluate("temoin.consent")
    assert state["decided"]
    assert state["decidedAt"].endswith("Z")


def test_the_page_can_carry_out_every_choice(stub: Stub, page: Page) -> None:
    """Contract: accept, refuse, withdraw, open."""
    visit(page, shop(stub))
    for call in ("accept", "withdraw", "refuse"):
        page.evaluate(f"temoin.{call}()")
        settle(page)
    assert [record["action"] for record in stub.sent("/api/consent")] == [
        "accept",
        "withdraw",
        "refuse",
    ]
    page.evaluate("temoin.open()")
    dialog(page).wait_for()
    page.evaluate("temoin.open()")
    assert dialog(page).count() == 1
