"""All pages of the dashboard, as people with all kinds of screens meet them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.dashboard import Login, Reader, axe_findings, demo, reading

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DARK = {"color_scheme": "dark"}
# French words are longer, so they meet the narrow screens.
READERS = [
    pytest.param("en", {"viewport": {"width": 1440, "height": 900}}, id="desktop"),
    pytest.param("en", {"viewport": {"width": 768, "height": 1024}, **DARK}, id="tablet-dark"),
    pytest.param("fr", {"viewport": {"width": 390, "height": 844}}, id="phone"),
    pytest.param("fr", {"viewport": {"width": 320, "height": 640}, **DARK}, id="400-percent-dark"),
]
# Links inside sentences are exempt, and what carries a label of its own size.
TOO_SMALL = """() => [...document.querySelectorAll('a, button, select, summary, input')]
  .filter(e => e.getClientRects().length && !e.closest('label, .visually-hidden, .skip')
    && e.parentElement.textContent.trim() === e.textContent.trim()
    && e.getBoundingClientRect().height < 24).map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def login(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Login]:
    with demo(tmp_path_factory.mktemp("demo")) as found:
        yield found


def pages_of(reader: Reader) -> list[str]:
    """Addresses of all pages, the first site's among them."""
    site = reader.open("/").locator(".site-card a").first.get_attribute("href")
    assert site
    shown = ("", "?period=today", "?period=90", "records", "results", "install")
    described = ("register", "purposes", "purposes/media", "controller", "notices")
    versions = ("revisions", "revisions/1")
    names = (*shown, *described, *versions, "edit", "experiment", "publish", "preview")
    record = reader.open(site + "records").locator("tbody a").first.get_attribute("href")
    assert record
    people = (
        "/account",
        "/account/second-factor",
        "/organisations/1/members",
        "/organisations/1/tokens",
        "/organisations/1/register",
    )
    return ["/", *(site + name for name in names), record, *people, "/demo/"]


@pytest.mark.parametrize(("language", "screen"), READERS)
def test_pages_are_accessible_and_keep_their_policy(
    chromium: Browser, login: Login, language: str, screen: dict[str, Any]
) -> None:
    """A11Y-14, A11Y-08, A11Y-02, R23: 0 findings, no scrolling sideways, 0 reports, 0 errors."""
    with reading(chromium, login, language, **screen) as reader:
        for path in pages_of(reader):
            page = reader.open(path)
            if path != "/demo/" and not path.endswith("preview"):
                assert axe_findings(page) == [], path
                assert page.evaluate(TOO_SMALL) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert reader.blocked() == [], path
        assert reader.troubles == []


def test_charts_say_what_their_tables_say(chromium: Browser, login: Login) -> None:
    """The picture is drawn from the table; the numbers under the pointer are those of the day."""
    with reading(chromium, login) as reader:
        page = reader.open(pages_of(reader)[1])
        chart = page.locator("[data-chart=stack]")
        chart.locator("canvas").wait_for()
        box = chart.locator(".u-over").bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 40)
        tip = chart.locator(".chart-tip")
        tip.wait_for()
        shown = tip.locator("dd").all_inner_texts()
        rows = page.locator("#choices-table tbody tr").all()
        page.locator(".as-table summary").first.click()
        tables = [row.locator("td").all_inner_texts() for row in rows]
        assert shown in tables
        assert page.locator("#choices-table").is_visible()


def test_every_page_is_reached_by_keyboard(chromium: Browser, login: Login) -> None:
    """A11Y-05: the first stop leads past the head; focus is visible and never trapped."""
    with reading(chromium, login) as reader:
        page = reader.open("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")  # to the register of all sites
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.site-card') !== null")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        page.keyboard.press("Enter")
        page.wait_for_url("**/sites/*/")


def measured_today(reader: Reader, site: str) -> int:
    """Page views of today in the table behind the chart; 0 when there is none."""
    cells = reader.open(site + "?period=today").locator("#visits-table tbody td")
    return int(cells.first.get_attribute("data-value") or 0) if cells.count() else 0


def test_a_visit_of_the_demo_page_shows_on_the_dashboard(chromium: Browser, login: Login) -> None:
    """CNIL-01: nothing before the choice; after it tags run, and the owner sees it at once."""
    with reading(chromium, login) as reader:
        site = pages_of(reader)[1]
        before = measured_today(reader, site)
        page = reader.open("/demo/")
        page.wait_for_timeout(600)
        facts = page.locator("#facts dd")
        assert facts.all_inner_texts() == ["0", "0", "0"]
        assert page.locator(".tags .ran").count() == 0
        page.locator("temoin-banner [data-temoin-action=accept]").click()
        page.locator(".tags .ran").nth(3).wait_for()
        page.wait_for_timeout(600)
        requests, cookies, stored = facts.all_inner_texts()
        assert {"ads.js", "pixel.gif", "video"} <= set(requests.split(": ")[1].split(", "))
        assert "eu-consent" in cookies
        assert stored.startswith("2: ")
        records = reader.open(site + "records")
        first = records.locator("tbody tr").first
        assert "Accepted" in first.inner_text()
        assert "/demo/" in first.inner_text()
        assert measured_today(reader, site) == before + 1
        reader.open("/demo/").locator("#afresh").click()
        page.locator("temoin-banner [data-temoin-action=refuse]").wait_for()
        page.wait_for_timeout(600)
        assert facts.all_inner_texts() == ["0", "0", "0"]
