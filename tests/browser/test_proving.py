"""A privacy officer's walk: "show me that this visitor consented on that day to that wording".

`IMAGES=docs/images pytest tests/browser/test_proving.py` takes the pictures of docs/operate anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import stub
from tests.browser.conftest import CHROMIUM
from tests.browser.dashboard import Login, Reader, axe_findings, reading
from tests.browser.visitor import action
from tests.servers.service import running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "seven quiet green lanterns"
OFFICER = "officer@shop.example"
SENTENCE = "Count visits and page views, so that we know which recipes are read."
MAX_BYTES = 120_000


def keep_picture(page: Page, folder: Path, name: str) -> None:
    """A picture of what the officer sees, small enough for the documentation."""
    picture = page.screenshot(path=folder / f"{name}.png")
    assert len(picture) <= MAX_BYTES, name


def publish_another_sentence(officer: Reader, key: str, images: Path) -> None:
    page = officer.open(f"/sites/{key}/edit")
    field = page.locator("[name='purposes.1.text.en']")
    field.evaluate("(field) => { field.closest('details').open = true }")
    field.fill(SENTENCE)
    page.get_by_role("button", name="Save and publish…").click()
    page.get_by_text(SENTENCE).wait_for()
    keep_picture(page, images, "proving-publish")
    page.get_by_role("button", name="Publish as version 2").click()
    page.get_by_text("Version 2 is published.").wait_for()


def accept_on(chromium: Browser, address: str) -> None:
    context = chromium.new_context(locale="en")
    visitor = context.new_page()
    visitor.goto(address)
    with visitor.expect_response("**/api/consent"):
        action(visitor, "accept").click()
    context.close()


def find_and_show(officer: Reader, key: str, address: str, images: Path) -> None:
    page = officer.open(f"/sites/{key}/records")
    page.get_by_label("Page begins with").fill(address)
    page.get_by_label("Purpose", exact=True).select_option("statistics")
    page.get_by_role("button", name="Filter").click()
    page.locator("tbody a").first.click()
    shown = page.locator("blockquote.shown")
    assert SENTENCE in shown.inner_text()
    assert "Your choice is saved" not in shown.inner_text()
    assert shown.get_attribute("lang") == "en"
    page.wait_for_timeout(6000)  # heads are signed every five seconds
    page.reload()
    page.get_by_text("Signed", exact=True).wait_for()
    assert "In your time zone" in page.inner_text("main")
    assert axe_findings(page) == []
    keep_picture(page, images, "proving-record")
    page.evaluate("document.querySelector('#words-title').scrollIntoView()")
    keep_picture(page, images, "proving-words")


def look_at_the_version(page: Page, images: Path) -> None:
    page.get_by_role("link", name="Version 2").click()
    pictures = page.locator(".pictures img")
    pictures.first.wait_for()
    page.wait_for_load_state("networkidle")
    widths = pictures.evaluate_all("(images) => images.map((image) => image.naturalWidth)")
    assert widths == [1280, 390]
    assert axe_findings(page) == []
    page.evaluate("document.querySelector('#pictures-title').scrollIntoView()")
    keep_picture(page, images, "proving-version")
    page.get_by_label("Compared with version").select_option("1")
    page.get_by_role("button", name="Compare").click()
    assert SENTENCE in page.locator(".changes").inner_text()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Whole document (JSON)").click()
    document = json.loads(Path(saved.value.path()).read_text("utf-8"))
    assert document["purposes"][1]["text"]["en"] == SENTENCE


def test_the_question_is_answered_from_the_dashboard(chromium: Browser, tmp_path: Path) -> None:
    """GDPR-05, CNIL-17, REC-05: publish, choose, find, show, take away."""
    images = Path(os.environ.get("IMAGES", tmp_path))
    with running(tmp_path, chromium=CHROMIUM) as service, stub.running() as pages:
        service.run("user", "add", OFFICER, "--password-stdin", stdin=PASSWORD)
        key = service.add_site("Recipes", f"127.0.0.1:{pages.site_port}")["key"]
        tag = f'<script src="{service.url}/t/{key}.js?l=en" async></script>'
        login = Login(service.url, OFFICER, PASSWORD)
        with reading(chromium, login, viewport={"width": 1100, "height": 860}) as officer:
            publish_another_sentence(officer, key, images)
            service.run("job", "run", "take-pictures")
            accept_on(chromium, pages.add("/soups/leek", "<h1>Leek soup</h1>", tag))
            find_and_show(officer, key, f"{pages.site}/soups/", images)
            look_at_the_version(officer.page, images)
            assert officer.blocked() == []
            assert officer.troubles == []
