"""Rule files for the agents that answer banners on a visitor's behalf."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page

from tests.browser.stub import Stub
from tests.browser.visitor import choice, ran, settle, shop, visit, wait_ran, wait_sent

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
RULES = ROOT / "docs/reference/agents"
AUTOCONSENT = ROOT / "node_modules/@duckduckgo/autoconsent/dist/autoconsent.playwright.js"
LOGS = ("lifecycle", "rulesteps", "detectionsteps", "evals", "errors", "messages", "waits")


def answer_with_autoconsent(page: Page, action: str) -> list[str]:
    """Run the package with our rule alone; gives the types of its messages."""
    messages: list[dict[str, Any]] = []
    page.expose_binding("autoconsentSendMessage", lambda _, message: messages.append(message))
    page.evaluate(AUTOCONSENT.read_text(encoding="utf-8"))
    config = {
        "enabled": True,
        "autoAction": action,
        "disabledCmps": [],
        "enablePrehide": False,
        "enableCosmeticRules": False,
        "enableGeneratedRules": False,
        "enableHeuristicDetection": False,
        "heuristicMode": "off",
        "detectRetries": 20,
        "isMainWorld": False,
        "prehideTimeout": 2000,
        "logs": dict.fromkeys(LOGS, False),
    }
    rule = json.loads((RULES / "autoconsent.json").read_text(encoding="utf-8"))
    start = {"type": "initResp", "config": config, "rules": {"autoconsent": [rule]}}
    page.evaluate("message => autoconsentReceiveMessage(message)", start)
    for _ in range(100):
        if any(message["type"] == "autoconsentDone" for message in messages):
            break
        page.wait_for_timeout(50)
    results = [m for m in messages if m["type"] in ("optOutResult", "optInResult")]
    assert [(m["cmp"], m["result"]) for m in results] == [("temoin", True)], messages
    return [message["type"] for message in messages]


def test_autoconsent_refuses(stub: Stub, page: Page, context: BrowserContext) -> None:
    """A refusal by the agent is a refusal: nothing runs, and no identifier is kept."""
    visit(page, shop(stub))
    answer_with_autoconsent(page, "optOut")
    assert wait_sent(page, stub, "/api/consent")[0]["action"] == "refuse"
    settle(page)
    assert ran(page) == []
    assert "id" not in choice(context)


def test_autoconsent_accepts(stub: Stub, page: Page) -> None:
    """A visitor who lets the agent accept is heard too."""
    visit(page, shop(stub))
    answer_with_autoconsent(page, "optIn")
    assert wait_sent(page, stub, "/api/consent")[0]["action"] == "accept"
    wait_ran(page, 4)


def place(page: Page, where: dict[str, Any]) -> Locator:
    """The element that Consent-O-Matic would find."""
    found: Locator = page.locator(where["parent"]["selector"]).locator(where["target"]["selector"])
    return found


def test_consent_o_matic_chooses_use_by_use(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """Its rule replayed by hand (its engine is no package): statistics on, the rest off."""
    visit(page, shop(stub))
    rule = json.loads((RULES / "consent-o-matic.json").read_text(encoding="utf-8"))["temoin"]
    assert place(page, rule["detectors"][0]["showingMatcher"][0]).is_visible()
    actions = {method["name"]: method["action"] for method in rule["methods"]}
    place(page, actions["OPEN_OPTIONS"]).click()
    wait, consents = actions["DO_CONSENT"]["actions"]
    place(page, wait).first.wait_for()
    for consent in consents["consents"]:
        if place(page, consent["matcher"]).is_checked() != (consent["type"] == "B"):
            place(page, consent["toggleAction"]).click()
    place(page, actions["SAVE_CONSENT"]).click()
    record = wait_sent(page, stub, "/api/consent")[0]
    assert record["purposes"] == {
        "preferences": False,
        "statistics": True,
        "marketing": False,
        "media": False,
    }
    assert choice(context)["statistics"] == "true"
