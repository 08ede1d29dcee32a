"""A whole visit against the real service: what every kind of page must show and leave behind."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.browser.visitor import NOTHING, action, choice, cookies, region, settle, stored
from tests.servers.service import Service

COUNT_ALL = "select (select count(*) from event), (select count(*) from consent_record)"
PURPOSES = ("preferences", "statistics", "marketing", "media")
# The service is told of one proxy; the visitor's address is then in the Netherlands.
VISITOR_ADDRESS = {"x-forwarded-for": "193.0.6.139"}


@dataclass
class Visit:
    """A fresh browser profile, and everything it asked for."""

    context: BrowserContext
    page: Page
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def third_party_requests(self, own: set[str]) -> list[str]:
        """Requests to any host but the page's and the service's."""
        return [url for url in self.asked if urlsplit(url).netloc not in own]


@dataclass(frozen=True)
class Scene:
    """A page with third-party tags, the real service behind it, and the service's own records.

    `expected_order` are the names of the tags as they must run, once each, after acceptance.
    """

    browser: Browser
    service: Service
    address: str
    next_address: str
    own_hosts: set[str]
    expected_order: list[str]
    expected_path: str

    def arrive(self) -> Visit:
        """A visitor who was never here opens the page."""
        context = self.browser.new_context()
        context.set_default_timeout(15_000)
        context.route(f"{self.service.url}/api/*", _through_a_proxy)
        context.add_init_script(
            "window.__blocked=[];addEventListener('securitypolicyviolation',"
            "e=>__blocked.push(e.violatedDirective+' '+e.blockedURI))"
        )
        visit = Visit(context, context.new_page())
        visit.page.on("request", lambda request: visit.asked.append(request.url))
        visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
        visit.page.goto(self.address)
        region(visit.page).wait_for()
        return visit

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the service has on disk."""
        path = f"file:{self.service.folder}/data/temoin.sqlite3?mode=ro"
        connection = sqlite3.connect(path, uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def wait_rows(self, sql: str, count: int) -> list[tuple[Any, ...]]:
        """The same, once there are at least so many rows."""
        deadline = time.monotonic() + 10
        while len(rows := self.rows(sql)) < count and time.monotonic() < deadline:
            self._breathe()
        assert len(rows) >= count, f"{len(rows)} of {count}: {sql}"
        return rows

    def _breathe(self) -> None:
        """Wait a little; what pages send meanwhile passes through this thread (`context.route`)."""
        pages = [page for context in self.browser.contexts for page in context.pages]
        if pages:
            pages[-1].wait_for_timeout(50)
        else:
            time.sleep(0.05)


def check_nothing_before_a_choice(scene: Scene) -> None:
    """CNIL-01, R12: a fresh profile has no cookie, no storage and asked nobody else."""
    counts = [scene.rows(COUNT_ALL)]
    visit = scene.arrive()
    settle(visit.page)
    counts.append(scene.rows(COUNT_ALL))
    assert cookies(visit.context) == {}
    assert stored(visit.page) == NOTHING
    assert visit.third_party_requests(scene.own_hosts) == []
    assert counts[0] == counts[1]
    _end(visit)


def check_refusal(scene: Scene) -> None:
    """REC-07, CNIL-12: one readable cookie without an identifier; still nobody else is asked."""
    visit = scene.arrive()
    before = len(scene.rows("select 1 from consent_record"))
    action(visit.page, "refuse").click()
    records = scene.wait_rows("select state, granted, country from consent_record", before + 1)
    visit.page.goto(scene.next_address)
    settle(visit.page)
    assert records[-1] == ("refused", "", None)
    assert set(cookies(visit.context)) == {"eu-consent"}
    kept = choice(visit.context)
    assert {name: kept[name] for name in PURPOSES} == dict.fromkeys(PURPOSES, "false")
    assert set(kept) - set(PURPOSES) == {"revision", "at"}
    assert visit.third_party_requests(scene.own_hosts) == []
    assert not action(visit.page, "accept").is_visible()
    _end(visit)


def check_acceptance_and_withdrawal(scene: Scene) -> None:
    """WEB-13, CNIL-15: tags run once in order, the visit is counted; withdrawn, all of it ends."""
    visit = scene.arrive()
    before = len(scene.rows("select 1 from consent_record"))
    action(visit.page, "accept").click()
    _wait_for_tags(visit.page, len(scene.expected_order))
    settle(visit.page)
    ran = visit.page.evaluate("window.ran")
    assert ran == scene.expected_order, ran
    given = scene.wait_rows(
        "select state, country, page from consent_record order by at", before + 1
    )[-1]
    assert given[:2] == ("given", "NL")
    views = scene.wait_rows("select page, country, device from event order by at", 1)
    assert views[-1] == (scene.expected_path, "NL", "desktop")
    assert "temoin_id" in cookies(visit.context)

    _withdraw(visit.page)
    withdrawn = scene.wait_rows(
        "select state, previous is not null from consent_record order by at", before + 2
    )[-1]
    assert withdrawn == ("withdrawn", 1)
    own = {name for name in cookies(visit.context) if name.startswith(("temoin", "eu-consent"))}
    assert own == {"eu-consent"}
    count = len(scene.rows("select 1 from event"))
    visit.asked.clear()
    visit.page.goto(scene.next_address)
    settle(visit.page)
    assert visit.third_party_requests(scene.own_hosts) == []
    assert visit.page.evaluate("window.ran || []") == []
    assert len(scene.rows("select 1 from event")) == count
    _end(visit)


CHECKS: list[Callable[[Scene], None]] = [
    check_nothing_before_a_choice,
    check_refusal,
    check_acceptance_and_withdrawal,
]


def _wait_for_tags(page: Page, count: int) -> None:
    """Playwright's own waiting needs eval, which a strict policy forbids."""
    deadline = time.monotonic() + 10
    while len(page.evaluate("window.ran || []")) < count and time.monotonic() < deadline:
        page.wait_for_timeout(50)


def _through_a_proxy(route: Route) -> None:
    route.continue_(headers={**route.request.headers, **VISITOR_ADDRESS})


def _withdraw(page: Page) -> None:
    """Two actions, as many as it takes to consent through the panel (CNIL-14)."""
    page.locator("temoin-banner section button").first.click()
    action(page, "withdraw").click()


def _end(visit: Visit) -> None:
    assert visit.page.evaluate("window.__blocked") == []
    assert visit.errors == []
    visit.context.close()
