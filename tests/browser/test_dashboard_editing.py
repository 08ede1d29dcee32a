"""Editing a banner in a real browser, with the real banner beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FrameLocator, Page

from tests.browser.dashboard import Login, Reader, reading
from tests.servers.service import Service, running

pytestmark = pytest.mark.browser
PASSWORD = "seven quiet green lanterns"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("editing")) as started:
        started.run("user", "add", "editor@shop.example", "--password-stdin", stdin=PASSWORD)
        yield started


@pytest.fixture
def reader(chromium: Browser, service: Service) -> Iterator[Reader]:
    login = Login(service.url, "editor@shop.example", PASSWORD)
    with reading(chromium, login, viewport={"width": 1440, "height": 900}) as found:
        yield found
        assert found.troubles == []


def open_editor(reader: Reader, service: Service) -> tuple[Page, FrameLocator, str]:
    key = service.add_site("Shop", "shop.example")["key"]
    page = reader.open(f"/sites/{key}/edit")
    frame = page.frame_locator(".preview iframe")
    frame.locator("temoin-banner h2").wait_for()
    return page, frame, key


def test_the_preview_follows_what_is_typed(reader: Reader, service: Service) -> None:
    """The real first layer, composed from the unsaved form; nothing is recorded or kept."""
    page, frame, key = open_editor(reader, service)
    page.get_by_label("Title").first.fill("Vos choix, simplement")
    frame.get_by_text("Vos choix, simplement").wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method + request.url))
    frame.locator("[data-temoin-action=accept]").click()
    frame.locator("[data-temoin-action=open]").wait_for()
    assert [request for request in asked if request.startswith("POST")] == []
    assert {cookie["name"] for cookie in page.context.cookies()} == {"temoin_session"}
    assert reader.blocked() == []
    assert service.run("site", "get", key).count("simplement") == 0


def test_the_panel_opens_in_the_preview(reader: Reader, service: Service) -> None:
    page, frame, _ = open_editor(reader, service)
    page.locator("#purposes details").nth(1).locator("summary").click()
    page.locator("[name='purposes.1.vendors']").fill("Video Site https://video.example/privacy")
    page.wait_for_timeout(900)
    frame.locator("[data-temoin-action=customise]").click()
    frame.locator("dialog").wait_for()
    assert "Video Site" in (frame.locator("dialog").text_content() or "")
    assert reader.blocked() == []


def test_unreadable_colours_are_told_while_choosing(reader: Reader, service: Service) -> None:
    """EDPB-05, A11Y-01: in words beside the field, before anything is saved."""
    page, _, _ = open_editor(reader, service)
    field = page.locator("[id='theme.text']")
    field.fill("#dddddd")
    problem = page.locator("[data-problem='theme.text']")
    problem.wait_for()
    assert "hard to read" in problem.inner_text()
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("#111111")
    problem.wait_for(state="hidden")
    assert field.get_attribute("aria-invalid") is None


def test_saving_and_publishing_takes_two_looks(reader: Reader, service: Service) -> None:
    """What changes is told before visitors see it."""
    page, _, key = open_editor(reader, service)
    page.get_by_label("Title").first.fill("Bonjour")
    page.get_by_role("button", name="Save and publish…").click()
    page.wait_for_url(f"**/sites/{key}/publish")
    assert "Texts of the banner / Français" in page.inner_text("main")
    page.get_by_role("button", name="Publish as version 2").click()
    page.get_by_text("Version 2 is published.").wait_for()
    page.goto(f"{service.url}/t/{key}.js")
    assert "Bonjour" in page.inner_text("body")


def test_leaving_with_unsaved_work_asks_first(reader: Reader, service: Service) -> None:
    page, _, _ = open_editor(reader, service)
    page.get_by_label("Title").first.press_sequentially("x")
    page.get_by_text("Not saved yet").wait_for()
    page.evaluate("location.href = '/'")
    page.wait_for_timeout(500)
    assert any("dialog" in trouble for trouble in reader.troubles)
    reader.troubles.clear()
