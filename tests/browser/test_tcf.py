"""`__tcfapi` as vendors' code meets it (section 7 of the requirements)."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from playwright.sync_api import BrowserContext, Page

from temoin.banner.composing import built
from tests.browser.stub import Stub
from tests.browser.stub_config import KEY, closed, framework_config, running_config
from tests.browser.test_axe import AXE, findings
from tests.browser.visitor import (
    NOTHING,
    action,
    cookies,
    dialog,
    settle,
    shop,
    stored,
    visit,
)
from tests.servers.vendor_list import vendor_list

pytestmark = pytest.mark.browser

# What an advertising tag does that came before everything else.
EARLY = """<script>window.told = [];
  window.listen = () => {
    __tcfapi('ping', 2, ping => { window.ping = ping; });
    __tcfapi('addEventListener', 2, (data, ok) => told.push({...data, ok}));
  };</script>"""
AFTER = "<script>listen()</script>"
# A frame from elsewhere that asks by message, as the framework describes it.
FRAME = """<script>
addEventListener('message', ({data}) => {
  const answer = (typeof data === 'string' ? JSON.parse(data) : data).__tcfapiReturn;
  if (answer) document.title = JSON.stringify([typeof data, answer]);
});
const call = {command: 'addEventListener', version: 2, callId: 'c1'};
const ask = top.frames['__tcfapiLocator'];
if (ask) parent.postMessage(WRAP({__tcfapiCall: call}), '*');
</script>"""


def with_tcf(stub: Stub, before: str = "", body: str = AFTER, **own: Any) -> str:
    """The shop's page with IAB Europe's framework on."""
    config = {**framework_config("tcf"), **own}
    stub.parts["tcf.js"] = f"const $T={json.dumps(config)};{built('tcf.js').decode()}"
    stub.parts["gvl.json"] = json.dumps(vendor_list())
    head = f"{EARLY}{before}{closed('stub', origin=stub.service)}{body}"
    return shop(stub, head=head)


def heard(page: Page, status: str) -> dict[str, Any]:
    """What the listener was told last, once it was told this."""
    page.wait_for_function("s => told.at(-1)?.eventStatus === s", arg=status)
    return cast(dict[str, Any], page.evaluate("told.at(-1)"))


def yes(vector: dict[str, bool]) -> list[int]:
    return [int(number) for number, is_on in vector.items() if is_on]


def test_before_a_choice_nothing_is_granted_stored_or_asked_of_others(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """TCF-02, TCF-04, TCF-06, TCF-08: the stub answers at once, no bit is positive."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(page, with_tcf(stub))
    assert page.evaluate("ping") == {
        "cmpLoaded": False,
        "cmpStatus": "stub",
        "displayStatus": "hidden",
        "apiVersion": "2.2",
    }
    data = heard(page, "cmpuishown")
    assert (data["ok"], data["gdprApplies"], data["cmpId"], data["cmpVersion"]) == (
        True, True, 300, 7,
    )  # fmt: skip
    assert yes(data["purpose"]["consents"]) == yes(data["vendor"]["consents"]) == []
    assert yes(data["purpose"]["legitimateInterests"]) == []
    assert yes(data["specialFeatureOptins"]) == []
    assert yes(data["vendor"]["disclosedVendors"]) == [2, 3, 755]
    assert yes(data["vendor"]["legitimateInterests"]) == [3]
    assert data["publisher"]["restrictions"] == {"2": {"2": 1}, "7": {"2": 1}, "9": {"2": 1}}
    _, disclosed = data["tcString"].split(".")
    assert disclosed[0] in "IJKLMNOP"  # three bits: segment 1
    settle(page)
    assert stored(page) == NOTHING
    assert cookies(context) == {}
    assert stub.third_party_hits() == []
    own = (stub.site, stub.service)
    assert [url for url in asked if not url.startswith(own)] == []
    assert [url for url in asked if "gvl.json" in url] == []


def test_a_choice_is_told_and_the_next_page_begins_with_it(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """TCF-03, TCF-06: `useractioncomplete` after each choice, `tcloaded` where nothing is asked."""
    address = with_tcf(stub)
    visit(page, address)
    before = heard(page, "cmpuishown")
    action(page, "accept").click()
    granted = heard(page, "useractioncomplete")
    assert yes(granted["purpose"]["consents"]) == list(range(1, 12))
    assert yes(granted["vendor"]["consents"]) == [2, 755]
    assert granted["tcString"] != before["tcString"]
    assert granted["listenerId"] == before["listenerId"]
    visit(page, address)
    assert heard(page, "tcloaded")["tcString"] == granted["tcString"]
    page.evaluate("temoin.withdraw()")
    assert yes(heard(page, "useractioncomplete")["purpose"]["consents"]) == []
    assert set(cookies(context)) <= {"eu-consent", "third"}


def test_one_vendor_refused_has_no_consent(stub: Stub, page: Page) -> None:
    """TCF-03: the choice of a single recipient reaches its number on the list."""
    visit(page, with_tcf(stub))
    action(page, "customise").click()
    page.get_by_role("switch", name="Publicité").check()
    dialog(page).locator("input[name='marketing:exemple-ads']").evaluate("e => e.click()")
    action(page, "save").click()
    data = heard(page, "useractioncomplete")
    assert yes(data["vendor"]["consents"]) == [2]
    assert yes(data["purpose"]["consents"]) == [1, 2, 3, 4, 7]


def test_the_panel_carries_the_standard_texts(stub: Stub, page: Page) -> None:
    """TCF-11: purposes with examples, and what each vendor declared; the list comes from us."""
    visit(page, with_tcf(stub))
    heard(page, "cmpuishown")
    action(page, "customise").click()
    panel = dialog(page)
    panel.get_by_text("Finalités standard d’IAB Europe (5)").click()
    assert panel.get_by_text("Purpose 4 in plain words.").is_visible()
    assert panel.get_by_text("An example of Measure advertising performance.").is_visible()
    panel.locator("summary", has_text="Partenaires (2)").click()
    item = panel.locator("li", has=page.locator("input[name='marketing:exemple-ads']"))
    item.get_by_text("Déclaré à IAB Europe").click()
    assert item.get_by_text("Données : IP addresses").is_visible()
    assert item.get_by_text("Conservation : 30 jours.", exact=True).is_visible()
    assert item.get_by_role("link", name="Politique").last.get_attribute("href") == (
        "https://vendor-755.example/privacy"
    )
    page.add_script_tag(path=AXE)
    assert [found for found in findings(page) if found[1].startswith("temoin-banner")] == []
    assert [hit.path.split("?")[0] for hit in stub.hits if "gvl" in hit.path] == [
        "/t/k3xampleDemoSite/gvl.json"
    ]
    page.evaluate("__tcfapi('ping', 2, ping => { window.ping = ping; })")
    assert page.evaluate("ping.displayStatus") == "visible"
    action(page, "close").click()
    page.evaluate("__tcfapi('ping', 2, ping => { window.ping = ping; })")
    assert page.evaluate("ping") == {
        "gdprApplies": True, "cmpLoaded": True, "cmpStatus": "loaded", "displayStatus": "visible",
        "apiVersion": "2.2", "cmpVersion": 7, "cmpId": 300, "gvlVersion": 150,
        "tcfPolicyVersion": 5,
    }  # fmt: skip


def test_commands_answer_as_the_framework_says(stub: Stub, page: Page) -> None:
    """TCF-03: unknown commands, versions and listeners get `false`."""
    visit(page, with_tcf(stub))
    heard(page, "cmpuishown")
    ask = """([command, version, parameter]) => new Promise(done =>
      __tcfapi(command, version, (...answer) => done(answer), parameter))"""

    def answer(*call: Any) -> Any:
        return page.evaluate(ask, [*call, None][:3])

    assert answer("nothing", 2) == answer("getTCData", 1) == answer("ping", 3) == [None, False]
    assert answer("getVendorList", 2, 149) == [None, False]
    assert (
        answer("getVendorList", 2, "LATEST")[0]["vendors"].keys() == vendor_list()["vendors"].keys()
    )
    assert answer("removeEventListener", 2, 99) == [False]
    data, ok = answer("addEventListener", 2)
    assert ok
    assert answer("removeEventListener", 2, data["listenerId"]) == [True]
    assert answer("removeEventListener", 2, data["listenerId"]) == [False]
    page.evaluate("__tcfapi('ping', 2)")  # no callback: nothing to do, nothing thrown
    assert answer("getTCData", 0)[0]["tcString"] == data["tcString"]


@pytest.mark.parametrize("wrap", ["JSON.stringify", "call => call"])
def test_frames_of_others_ask_by_message(stub: Stub, page: Page, wrap: str) -> None:
    """TCF-02: the locator frame tells where to ask, the answer has the form of the question."""
    stub.add("/ad", "", FRAME.replace("WRAP", f"({wrap})"))
    frame = f'<iframe id="ad" src="{stub.third_party}/ad" title="Ad"></iframe>'
    address = with_tcf(stub)
    visit(page, address)
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", frame)
    ad = page.frame_locator("#ad")
    ad.locator("body").wait_for(state="attached")
    (child,) = [one for one in page.frames if one.url.endswith("/ad")]
    child.wait_for_function("document.title.startsWith('[')")
    kind, told = json.loads(child.title())
    assert kind == ("string" if wrap == "JSON.stringify" else "object")
    assert (told["callId"], told["success"]) == ("c1", True)
    assert told["returnValue"]["eventStatus"] == "cmpuishown"


def test_a_choice_under_older_policies_is_asked_again(stub: Stub, page: Page) -> None:
    """TCF-09: nothing is granted by it, and the panel opens."""
    visit(page, with_tcf(stub))
    action(page, "accept").click()
    heard(page, "useractioncomplete")
    page.goto(with_tcf(stub, since=4_000_000_000))
    dialog(page).wait_for()
    data = heard(page, "cmpuishown")
    assert yes(data["purpose"]["consents"]) == []


def test_another_consent_platform_is_left_alone(stub: Stub, page: Page) -> None:
    """TCF-02: two platforms on one page would contradict each other."""
    other = "<script>window.__tcfapi = window.__gpp = () => {};window.theirs = __tcfapi</script>"
    visit(page, with_tcf(stub, before=other, body=closed("gpp")))
    settle(page)
    assert page.evaluate("__tcfapi === theirs && __gpp === theirs")
    assert page.evaluate("!frames.__tcfapiLocator && !frames.__gppLocator")
    assert not any("tcf.js" in hit.path for hit in stub.hits)


def test_it_works_under_the_strictest_policy(stub: Stub, page: Page) -> None:
    """R15: neither the stub, its frame nor the module needs more than the banner does."""
    with_tcf(stub)
    inside = closed("stub", origin=stub.service).removeprefix("<script>").removesuffix("</script>")
    stub.parts["first.js"] = f"{inside};{stub.snippet_js()}"
    policy = (
        f"default-src 'none'; script-src {stub.service}; connect-src {stub.service}; "
        "require-trusted-types-for 'script'; trusted-types temoin"
    )
    head = f'<script src="{stub.service}/t/{KEY}/first.js"></script>'
    address = stub.add("/strict", "<h1>Boutique</h1>", head, Content_Security_Policy=policy)
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text))
    visit(page, address)
    for _ in range(100):
        page.evaluate("__tcfapi('ping', 2, ping => { window.ping = ping; })")
        if page.evaluate("ping.cmpLoaded"):
            break
        page.wait_for_timeout(50)
    assert page.evaluate("ping.cmpStatus") == "loaded"
    assert page.evaluate("!!frames.__tcfapiLocator")
    assert [text for text in blocked if "Content Security Policy" in text] == []


def test_a_visitor_known_to_be_elsewhere_is_told_little(stub: Stub, page: Page) -> None:
    """TCF-07: and by its number a listener can still be removed."""
    stub.config = running_config("fr")
    visit(page, with_tcf(stub))
    page.wait_for_function("told.length > 0")
    assert page.evaluate("told.at(-1)") == {
        "gdprApplies": False, "tcfPolicyVersion": 5, "cmpId": 300, "cmpVersion": 7,
        "listenerId": 1, "ok": True,
    }  # fmt: skip
