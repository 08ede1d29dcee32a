"""axe-core finds nothing in banner, panel and corner, in any colour scheme (R15)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.stub import Stub
from tests.browser.stub_config import running_config
from tests.browser.visitor import action, dialog, visit

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => (await axe.run(document)).violations
  .flatMap(v => v.nodes.map(n => [v.id, String(n.target), n.failureSummary]))"""


def findings(page: Page) -> Any:
    """Violations anywhere on the page; test_look.py measures contrast where axe only doubts."""
    return page.evaluate(RUN)


@pytest.mark.parametrize(("lang", "direction"), [("fr", "ltr"), ("en", "ltr"), ("fr", "rtl")])
@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
        {"forced_colors": "active"},
        {"viewport": {"width": 320, "height": 256}},
    ],
    ids=["light", "dark", "phone", "forced", "400%"],
)
def test_axe_finds_nothing(
    lang: str, direction: str, options: dict[str, Any], stub: Stub, chromium: Browser
) -> None:
    """R15: WCAG 2.2 AA and best practice, 0 findings."""
    stub.lang, stub.config, stub.panel_config = lang, {"dir": direction}, {"dir": direction}
    context = chromium.new_context(**options)
    page = context.new_page()
    dark = "@media(prefers-color-scheme:dark){body{background:#111;color:#eee}}"
    head = f"<style>{dark}</style>"
    address = stub.add("/", "<main><h1>Boutique</h1><p>Texte</p></main>", head + stub.snippet)
    page.add_init_script(path=AXE)
    visit(page, address)
    page.wait_for_timeout(250)
    assert findings(page) == []
    action(page, "customise").click()
    dialog(page).wait_for()
    for level in (".purpose > details", "li details"):
        dialog(page).locator(f"{level} > summary").click()
        assert findings(page) == []
    action(page, "accept").click()
    page.wait_for_timeout(300)
    assert findings(page) == []
    action(page, "open").click()
    dialog(page).locator(".receipt code").wait_for()
    assert findings(page) == []
    context.close()


@pytest.mark.parametrize(
    "options", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}]
)
def test_axe_finds_nothing_where_purposes_run(
    options: dict[str, Any], stub: Stub, chromium: Browser
) -> None:
    """R15, JUR-08: the line, its links and the panel behind them."""
    stub.config = running_config(stub.lang)
    context = chromium.new_context(**options)
    page = context.new_page()
    page.add_init_script(path=AXE)
    body = "<main><h1>Boutique</h1><p>Texte</p></main>"
    visit(page, stub.add("/", body, stub.snippet))
    assert findings(page) == []
    action(page, "open").first.click()
    dialog(page).wait_for()
    assert findings(page) == []
    context.close()
