"""Counting and A/B tests of the banner, in a real browser against the real service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser import stub
from tests.browser.real import Scene
from tests.browser.visitor import action, choice, cookies, region, settle, stored
from tests.servers.service import Service, running

pytestmark = pytest.mark.browser

ARM = {
    "key": "b",
    "texts": {"fr": {"title": "Une question de choix"}},
    "theme": {"position": "center"},
}
COUNTS = "select what, arm, layout, page, sum(count) from banner_tally group by 1,2,3,4 order by 1"


@pytest.fixture
def real_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("counting"), trusted_proxies="1") as service:
        yield service


def site_with(
    service: Service, host: str, *arms: dict[str, object], sticky: str = "view"
) -> dict[str, str]:
    """A site that counts, and runs a test when there are arms."""
    site = service.add_site("Boutique", host)
    document = json.loads(service.run("site", "get", site["key"], "--json"))
    document |= {"counting": True, "experiment": {"sticky": sticky, "arms": list(arms)}}
    path = service.folder / "site.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    service.run("site", "set", site["key"], str(path))
    return site


@pytest.fixture
def scene(
    chromium: Browser, real_service: Service, request: pytest.FixtureRequest
) -> Iterator[Scene]:
    with stub.running() as pages:
        host = f"127.0.0.1:{pages.site_port}"
        site = site_with(real_service, host, *getattr(request, "param", ()))
        for path in ("/", "/next"):
            pages.add(path, "<h1>Boutique</h1>", site["snippet"])
        yield Scene(
            browser=chromium,
            service=real_service,
            address=pages.site + "/",
            next_address=pages.site + "/next",
            own_hosts={host, f"127.0.0.1:{real_service.port}"},
            expected_order=[],
            expected_path="/",
        )


def test_what_becomes_of_the_banner_is_counted_and_nothing_is_stored(scene: Scene) -> None:
    """CNIL-01: counting writes nothing to the browser and sends no identifier."""
    visit = scene.arrive()
    scene.wait_rows(COUNTS, 1)
    assert scene.rows(COUNTS) == [("shown", "", "wide", "/", 1)]
    assert cookies(visit.context) == {}
    assert not any(stored(visit.page).values())
    action(visit.page, "refuse").click()
    scene.wait_rows(COUNTS, 2)
    visit.page.goto(scene.next_address)
    settle(visit.page)
    # The second page shows nothing that waits for an answer, so nothing more is counted.
    assert scene.rows(COUNTS) == [("refuse", "", "wide", "/", 1), ("shown", "", "wide", "/", 1)]
    assert "id" not in choice(visit.context)
    assert visit.third_party_requests(scene.own_hosts) == []
    assert visit.errors == []


def test_the_panel_and_a_withdrawal_are_counted(scene: Scene) -> None:
    visit = scene.arrive()
    action(visit.page, "customise").click()
    action(visit.page, "accept").last.click()
    action(visit.page, "withdraw").click()
    scene.wait_rows(COUNTS, 4)
    assert [row[0] for row in scene.rows(COUNTS)] == ["accept", "opened", "shown", "withdraw"]


@pytest.mark.parametrize("scene", [(ARM,)], indirect=True)
def test_arms_are_shown_at_random_and_recorded_with_the_choice(scene: Scene) -> None:
    """Both arms come up, nothing in the browser decides which, and each record names its own."""
    seen: dict[str, str] = {}
    for _ in range(24):
        visit = scene.arrive()
        title = region(visit.page).locator("h2").inner_text()
        position = region(visit.page).get_attribute("data-position") or ""
        assert cookies(visit.context) == {}
        assert not any(stored(visit.page).values())
        if title not in seen:
            seen[title] = position
            before = len(scene.rows("select 1 from consent_record"))
            action(visit.page, "accept").click()
            scene.wait_rows("select 1 from consent_record", before + 1)
        visit.context.close()
        if len(seen) == 2:
            break
    assert seen.pop("Une question de choix") == "center"
    assert list(seen.values()) == ["bottom"]
    arms = {arm for (arm,) in scene.rows("select arm from consent_record")}
    assert arms == {None, "b"}
    accepted = "select arm, count from banner_tally where what = 'accept' order by arm"
    assert scene.wait_rows(accepted, 2) == [("", 1), ("b", 1)]


def test_a_site_that_does_not_count_sends_nothing(chromium: Browser, real_service: Service) -> None:
    """One request of our own before a choice, as the byte and request budget says."""
    with stub.running() as pages:
        host = f"127.0.0.1:{pages.site_port}"
        site = real_service.add_site("Boutique", host)
        pages.add("/", "<h1>Boutique</h1>", site["snippet"])
        page = chromium.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(pages.site + "/")
        region(page).wait_for()
        settle(page)
        ours = [url for url in asked if urlsplit(url).port == real_service.port]
        assert len(ours) == 1, ours
        page.close()
