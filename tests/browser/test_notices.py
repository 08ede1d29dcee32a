"""A privacy officer's walk: say who is responsible, publish the notices, print the register."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.dashboard import Login, axe_findings, demo, reading

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIELDS = {
    "name": "Demo SARL",
    "contact": "privacy@demo.example",
    "address": "1 rue de la Paix, Paris",
}


@pytest.fixture(scope="module")
def login(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Login]:
    with demo(tmp_path_factory.mktemp("demo")) as found:
        yield found


def test_notices_are_published_and_the_register_printed_without_any_script(
    chromium: Browser, login: Login, tmp_path: Path
) -> None:
    """GDPR-09, GDPR-15, A11Y-14: what is missing is named, said, and then everybody reads it."""
    with reading(chromium, login, viewport={"width": 390, "height": 844}) as reader:
        href = reader.open("/").locator(".site-card a").first.get_attribute("href")
        assert href
        page = reader.open(f"{href}notices")
        assert page.locator("form:has([value=privacy]) button").count() == 0
        page.locator(".notice-error a", has_text="Who is responsible").first.click()
        for name, value in FIELDS.items():
            page.fill(f"#facts-form [name={name}]", value)
        page.select_option("[name=country]", "FR")
        page.get_by_role("button", name="Save the draft").click()
        page.get_by_text("All is said that notices and register need.").wait_for()
        reader.open(f"{href}publish").get_by_role("button", name=re.compile("^Publish")).click()
        for kind in ("cookies", "privacy"):
            reader.open(f"{href}notices").locator(f"form:has([value={kind}]) button").click()
            page.get_by_role("status").wait_for()
        for kind in ("cookies", "privacy"):
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                reader.open(f"/p/{href.split('/')[2]}/{kind}")
                assert "Demo SARL" in page.locator("main").inner_text()
                assert axe_findings(page) == []
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                assert page.locator("script").count() == 0
        names = {cookie.get("name") for cookie in page.context.cookies()}
        assert names == {"temoin_session"}  # of the dashboard, nothing of the notices
        reader.open(f"{href}register").emulate_media(media="print")
        assert not page.locator(".tabs").is_visible()
        assert page.get_by_role("heading", name="Proof of choices").is_visible()
        printed = page.pdf(path=tmp_path / "register.pdf", format="A4")
        assert printed.startswith(b"%PDF")
        assert reader.blocked() == []
        assert reader.troubles == []
