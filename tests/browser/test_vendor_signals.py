"""Vendors' own consent interfaces (sections 8 and 9 of the requirements), beside the banner."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from playwright.sync_api import Page

from temoin.banner.composing import built
from tests.browser.stub import Stub
from tests.browser.stub_config import running_config
from tests.browser.visitor import action, shop, visit

pytestmark = pytest.mark.browser

ALL = dict.fromkeys(("microsoft", "clarity", "meta", "matomo", "piano", "tiktok"), True)
# Stand-ins for tags that came first: each writes down what it is told.
TAGS = """<script>window.told = [];
  window.fbq = (...words) => told.push(['meta', ...words]);
  window.pa = {consent: {setMode: mode => told.push(['piano', mode])}};
  window.ttq = {grantConsent: () => told.push(['tiktok', 'grant']),
                revokeConsent: () => told.push(['tiktok', 'revoke'])};</script>"""
DENIED = {
    "ad_storage": "denied",
    "ad_user_data": "denied",
    "ad_personalization": "denied",
    "analytics_storage": "denied",
    "functionality_storage": "denied",
    "personalization_storage": "denied",
    "security_storage": "granted",
}
DEFAULT = {**DENIED, "wait_for_update": 500}


def with_signals(stub: Stub, wanted: dict[str, bool], before: str = "") -> str:
    """The shop's page with the signals served before the banner, as the service does."""
    code = f"(()=>{{const $T={json.dumps(wanted)};{built('signals.js').decode()}}})()"
    return shop(stub, head=f"{before}<script>{code}</script>")


def said(page: Page, name: str) -> list[Any]:
    """What waits in a vendor's queue, each call as a list."""
    return cast(list[Any], page.evaluate(f"(window.{name} || []).map(call => ({{...call}}))"))


def consent_calls(page: Page) -> list[tuple[str, dict[str, Any]]]:
    """Google's consent commands, in order."""
    calls = [call for call in said(page, "dataLayer") if call.get("0") == "consent"]
    return [(call["1"], call["2"]) for call in calls]


def test_google_is_told_denied_first_and_what_was_chosen(stub: Stub, page: Page) -> None:
    """GCM-01, GCM-02: defaults before any tag, one update for each choice, types by purpose."""
    visit(page, with_signals(stub, {"google": True}))
    assert consent_calls(page) == [("default", DEFAULT)]
    action(page, "customise").click()
    page.get_by_role("switch", name="Statistiques").check()
    action(page, "save").click()
    page.wait_for_function("dataLayer.some(call => call.event === 'temoin_consent')")
    assert consent_calls(page)[-1] == ("update", {**DENIED, "analytics_storage": "granted"})
    (event,) = [call for call in said(page, "dataLayer") if call.get("event")]
    assert event["temoin"]["purposes"]["statistics"] is True
    assert event["temoin"]["purposes"]["marketing"] is False
    # What a tag manager passes on is what was said, also of a recipient that is refused alone.
    assert event["temoin"]["google"] == consent_calls(page)[-1][1]


def test_google_hears_of_withdrawal_and_of_the_next_page(stub: Stub, page: Page) -> None:
    """GCM-02, GCM-04: a stored choice is told on each page, withdrawal at once; ads redacted."""
    address = with_signals(stub, {"google": True})
    visit(page, address)
    action(page, "accept").click()
    page.wait_for_function("dataLayer.some(call => call.event === 'temoin_consent')")
    visit(page, address)
    granted = dict.fromkeys(DENIED, "granted")
    assert consent_calls(page) == [("default", DEFAULT), ("update", granted)]
    page.evaluate("temoin.withdraw()")
    assert consent_calls(page)[-1] == ("update", DENIED)
    redacted = [call["2"] for call in said(page, "dataLayer") if call.get("0") == "set"]
    assert redacted == [True, False, True]


def test_one_refused_recipient_hears_a_refusal(stub: Stub, page: Page) -> None:
    """CNIL-09, GCM-02: its own types alone are denied while its purpose is granted."""
    stub.config = {"vendors": ["marketing:google-ads", "marketing:tiktok-pixel"]}
    visit(page, with_signals(stub, {"google": True, **ALL}, TAGS))
    page.evaluate("temoin.set({marketing: true, 'marketing:google-ads': false})")
    assert consent_calls(page)[-1] == ("update", DENIED)
    assert page.evaluate("told").count(["tiktok", "grant"]) == 1
    page.evaluate("temoin.set({'marketing:tiktok-pixel': false, 'marketing:google-ads': true})")
    assert consent_calls(page)[-1][1]["ad_storage"] == "granted"
    assert page.evaluate("told.at(-1)") == ["tiktok", "revoke"]


def test_other_vendors_hear_in_their_own_words(stub: Stub, page: Page) -> None:
    """MS-01, MS-03, META-01; Matomo, Piano, TikTok: as each documents it."""
    visit(page, with_signals(stub, ALL, TAGS))
    assert page.evaluate("uetq.slice(0, 3)") == ["consent", "default", {"ad_storage": "denied"}]
    assert page.evaluate("_paq") == [["requireConsent"]]
    assert page.evaluate("told") == [
        ["meta", "consent", "revoke"],
        ["piano", "opt-out"],
        ["tiktok", "revoke"],
    ]
    action(page, "accept").click()
    page.wait_for_function("told.length >= 6")
    assert page.evaluate("told.slice(3)") == [
        ["meta", "consent", "grant"],
        ["piano", "opt-in"],
        ["tiktok", "grant"],
    ]
    assert page.evaluate("uetq.slice(-3)") == ["consent", "update", {"ad_storage": "granted"}]
    assert page.evaluate("_paq.at(-1)") == ["setConsentGiven"]
    assert page.evaluate("clarity.q.at(-1)") == [
        "consentv2",
        {"ad_Storage": "granted", "analytics_Storage": "granted"},
    ]


@pytest.mark.parametrize(
    ("regime", "words"),
    [
        ("us-california", [["LDU"], []]),
        ("us-other", [["LDU"], []]),
        ("canada", []),
    ],
)
def test_meta_is_told_to_limit_its_use_of_data_in_the_united_states(
    regime: str, words: list[Any], stub: Stub, page: Page
) -> None:
    """META-01: first, until it is known that the visitor lets it; again when they object."""
    stub.config = {**running_config(stub.lang), "regime": regime}
    visit(page, with_signals(stub, {"meta": True}, TAGS))
    options = "told.filter(call => call[1] === 'dataProcessingOptions')"
    said = [["meta", "dataProcessingOptions", one, 0, 0] for one in words]
    assert page.evaluate(options) == said
    action(page, "open").first.click()
    action(page, "refuse").click()
    page.wait_for_function("told.at(-1)[2] === 'revoke'")
    assert page.evaluate(options) == said + said[:1]


@pytest.mark.parametrize(("regime", "is_framework"), [("eu", True), ("us-other", False)])
def test_microsoft_hears_the_framework_or_us_and_never_both(
    regime: str, is_framework: bool, stub: Stub, page: Page
) -> None:
    """MS-02: where it applies the framework alone, told once before the tag; else our words."""
    own = {} if is_framework else running_config(stub.lang)
    stub.config = {**own, "regime": regime}
    visit(page, with_signals(stub, {"microsoft": True, "uet_tcf": True}))
    page.evaluate("temoin.accept(); temoin.refuse()")
    calls = page.evaluate("uetq")
    kinds = {calls[n] for n in range(0, len(calls), 3)}
    assert kinds == ({"config"} if is_framework else {"consent"})
    if is_framework:
        assert calls == ["config", "tcf", {"enabled": True}]


def test_a_vendor_that_throws_stops_no_other(stub: Stub, page: Page) -> None:
    """WEB-11: one broken tag harms neither the page nor its neighbours."""
    broken = "<script>window.fbq = () => {throw new Error('broken')}; window.ran = []</script>"
    visit(page, with_signals(stub, {"meta": True, "matomo": True}, broken))
    assert page.evaluate("_paq") == [["requireConsent"]]


def test_without_such_vendors_nothing_is_left_behind(stub: Stub, page: Page) -> None:
    """No queue, no global of a vendor on a page that has none."""
    visit(page, shop(stub))
    names = ["dataLayer", "uetq", "_paq", "clarity", "gtag"]
    assert page.evaluate("names => names.filter(name => name in window)", names) == []


def test_vendors_hear_what_runs_without_a_choice(stub: Stub, page: Page) -> None:
    """JUR-08, GCM-02: where purposes run, an interface that was told nothing would hold them."""
    stub.config = {**running_config(stub.lang), "running": ["statistics"], "limited": []}
    visit(page, with_signals(stub, {"google": True}))
    granted = {**DENIED, "analytics_storage": "granted"}
    assert consent_calls(page) == [("default", DEFAULT), ("update", granted)]
    action(page, "open").first.click()
    action(page, "refuse").click()
    page.wait_for_function("dataLayer.filter(call => call.event === 'temoin_consent').length > 1")
    assert consent_calls(page)[-1] == ("update", DENIED)
