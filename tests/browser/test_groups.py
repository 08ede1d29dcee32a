"""One choice for a group of domains, in a real browser against the real service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Request

from tests.browser import stub
from tests.browser.visitor import action, region, settle, visit
from tests.servers.service import Service, post, running

pytestmark = pytest.mark.browser

AGENT = "Firefox/140.0"


@dataclass
class Group:
    """Two domains of one site: `here` and `there`; everything that the browser asks for."""

    service: Service
    key: str
    here: str
    there: str
    asked: list[Request] = field(default_factory=list)

    def note(self, request: Request) -> None:
        """One request more."""
        self.asked.append(request)

    def sent(self, path: str) -> list[Any]:
        """Bodies of the POSTs to the service."""
        found = [one for one in self.asked if urlsplit(one.url).path == path]
        return [json.loads(one.post_data or "") for one in found if one.method == "POST"]

    def kept(self, context: BrowserContext, address: str) -> dict[str, str]:
        """Our cookies on the domain of an address."""
        host = urlsplit(address).hostname
        listed: Any = context.cookies()
        return {one["name"]: one["value"] for one in listed if one["domain"] == host}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("groups")) as started:
        yield started


def site_of(service: Service, *hosts: str, shared: bool) -> dict[str, Any]:
    site = service.add_site("Boutique", *hosts)
    document = json.loads(service.run("site", "get", site["key"], "--json"))
    path = service.folder / "site.json"
    path.write_text(json.dumps({**document, "shared_choice": shared}), encoding="utf-8")
    service.run("site", "set", site["key"], str(path))
    return site


@pytest.fixture
def group(service: Service, page: Page, request: pytest.FixtureRequest) -> Iterator[Group]:
    with stub.running() as pages:
        hosts = [f"{name}:{pages.site_port}" for name in ("127.0.0.1", "localhost")]
        site = site_of(service, *hosts, shared=getattr(request, "param", True))
        links = (
            f'<p><a id="over" href="{pages.third_party}/next">Blog</a> '
            f'<a id="deep" href="{pages.third_party}/next?q=1#here">Blog</a> '
            f'<a id="back" href="{pages.site}/">Boutique</a></p><p id="here">.</p>'
        )
        for path in ("/", "/next"):
            pages.add(path, links, site["snippet"])
        made = Group(service, site["key"], pages.site + "/", pages.third_party + "/next")
        page.context.on("request", made.note)
        yield made


def choose(page: Page, group: Group, what: str) -> None:
    visit(page, group.here)
    with page.expect_response("**/api/consent"):
        action(page, what).click()
    settle(page)


def follow(page: Page, link: str, wait: str = "**/api/handover") -> None:
    """Comes near a link as a hand does, then follows it."""
    with page.expect_response(wait):
        page.locator(link).hover()
    page.locator(link).click()
    page.wait_for_url("**/next*")
    region(page).wait_for()


def test_a_refusal_goes_along_with_a_link_and_names_nobody(
    group: Group, page: Page, context: BrowserContext
) -> None:
    """CNIL-16: not asked again; nothing stored before, no identifier, no second record."""
    choose(page, group, "refuse")
    assert group.kept(context, group.there) == {}
    page.wait_for_timeout(1100)
    follow(page, "#over")
    assert page.url == group.there
    assert not action(page, "accept").is_visible()
    here, there = (group.kept(context, one) for one in (group.here, group.there))
    assert there == here
    assert set(there) == {"eu-consent"}
    assert "id=" not in there["eu-consent"]
    assert len(group.sent("/api/consent")) == 1
    assert len(group.sent("/api/handover/open")) == 1


def test_a_consent_goes_along_with_its_time_and_its_record(
    group: Group, page: Page, context: BrowserContext
) -> None:
    """CNIL-12, CNIL-16: its life is not extended, the proof is the same, tags may run at once."""
    choose(page, group, "accept")
    page.wait_for_timeout(1100)
    follow(page, "#over")
    here, there = (group.kept(context, one) for one in (group.here, group.there))
    assert there["eu-consent"] == here["eu-consent"]
    assert page.evaluate("temoin.allows('statistics')")
    ends = {one["domain"]: one["expires"] for one in cookies_of(context, "eu-consent")}
    assert abs(ends["localhost"] - ends["127.0.0.1"]) < 2
    assert len(group.sent("/api/consent")) == 1
    settle(page)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def cookies_of(context: BrowserContext, name: str) -> list[dict[str, Any]]:
    listed: Any = context.cookies()
    return [one for one in listed if one["name"] == name]


def test_the_page_keeps_its_own_address(group: Group, page: Page) -> None:
    """CNIL-16: no server sees the token, and the fragment of the page is the page's again."""
    choose(page, group, "refuse")
    follow(page, "#deep")
    assert page.url == f"{group.there}?q=1#here"
    assert page.evaluate("document.querySelector(':target')?.id") == "here"
    assert not any("temoin=" in urlsplit(one.url).query for one in group.asked)
    assert not any("temoin=" in (one.headers.get("referer") or "") for one in group.asked)
    page.go_back()
    assert page.url == group.here
    assert page.locator("#deep").first.get_attribute("href") == f"{group.there}?q=1#here"


def test_a_new_tab_gets_it_too(group: Group, page: Page, context: BrowserContext) -> None:
    choose(page, group, "refuse")
    with page.expect_response("**/api/handover"):
        page.locator("#over").hover()
    with context.expect_page() as opened:
        page.locator("#over").click(button="middle")
    region(opened.value).wait_for()
    assert opened.value.url == group.there
    assert not action(opened.value, "accept").is_visible()


def test_the_keyboard_takes_it_along_too(group: Group, page: Page) -> None:
    """A11Y-01: focus is a sign of intent like a hand that comes near."""
    choose(page, group, "refuse")
    with page.expect_response("**/api/handover"):
        page.locator("#over").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/next*")
    region(page).wait_for()
    assert not action(page, "accept").is_visible()


def test_nothing_leaves_before_a_choice_nor_for_other_links(group: Group, page: Page) -> None:
    """CNIL-01, CNIL-16: without a choice in force, or within one domain, nothing is asked."""
    visit(page, group.here)
    page.locator("#over").hover()
    settle(page)
    assert group.sent("/api/handover") == []
    with page.expect_response("**/api/consent"):
        action(page, "refuse").click()
    page.locator("#back").hover()
    settle(page)
    assert group.sent("/api/handover") == []


@pytest.mark.parametrize("group", [False], indirect=True)
def test_without_a_declared_group_the_other_domain_asks(
    group: Group, page: Page, context: BrowserContext
) -> None:
    """CNIL-16: a choice is for the host where it was made."""
    choose(page, group, "accept")
    page.locator("#over").hover()
    page.locator("#over").click()
    page.wait_for_url("**/next*")
    action(page, "accept").wait_for()
    assert group.kept(context, group.there) == {}
    assert group.sent("/api/handover") == []


def test_a_newer_choice_on_the_other_domain_wins(
    group: Group, page: Page, context: BrowserContext
) -> None:
    """CNIL-15, CNIL-16: whoever withdrew there stays withdrawn there."""
    choose(page, group, "accept")
    visit(page, group.there)
    page.wait_for_timeout(1100)
    with page.expect_response("**/api/consent"):
        action(page, "refuse").click()
    said = group.kept(context, group.there)
    visit(page, group.here)
    follow(page, "#over")
    assert group.kept(context, group.there) == said
    assert not page.evaluate("temoin.allows('statistics')")


def token_of(group: Group, page: Page) -> str:
    """A token for this browser that no link was given."""
    with page.expect_response("**/api/handover") as answer:
        page.locator("#over").hover()
    token: str = answer.value.json()["token"]
    return token


def trap(group: Group, page: Page, address: str, expected: int) -> None:
    """Follows a link that somebody wrote; `expected` tokens are asked about, and none opens."""
    group.asked.clear()
    page.goto(address) if page.url == "about:blank" else page.evaluate(
        "address => { location.href = address; }", address
    )
    page.wait_for_url(f"{group.there}*")
    action(page, "accept").wait_for()
    assert page.url == group.there
    assert group.kept(page.context, group.there) == {}
    assert len(group.sent("/api/handover/open")) == expected


def test_a_token_made_by_somebody_else_is_void(group: Group, page: Page) -> None:
    """CNIL-16: an attacker's own choice, minted by his own client, set on a page of the group."""
    visit(page, group.here)
    origin = group.here.rstrip("/")
    at = page.evaluate("Math.floor(Date.now() / 1000)")
    text = f"statistics=false&revision=2&at={at}"
    status, answer = post(
        f"{group.service.url}/api/handover",
        {"site": group.key, "to": group.there.removesuffix("/next"), "choice": text},
        {"Origin": origin, "User-Agent": AGENT},
    )
    assert status == 200
    trap(group, page, f"{group.there}#temoin={answer['token']}", 1)


def test_a_link_from_elsewhere_or_a_typed_address_brings_nothing(
    group: Group, page: Page, context: BrowserContext
) -> None:
    """CNIL-16: even a good token of this very browser needs the page of the group before it."""
    choose(page, group, "accept")
    token = token_of(group, page)
    fresh = context.new_page()
    trap(group, fresh, f"{group.there}#temoin={token}", 0)
    fresh.close()


def test_a_token_serves_once(group: Group, page: Page, context: BrowserContext) -> None:
    """CNIL-16: the same address again brings nothing."""
    choose(page, group, "refuse")
    token = token_of(group, page)
    page.evaluate("address => { location.href = address; }", f"{group.there}#temoin={token}")
    page.wait_for_url(group.there)
    region(page).wait_for()
    assert not action(page, "accept").is_visible()
    context.clear_cookies(domain="localhost")
    page.goto(group.here)
    region(page).wait_for()
    trap(group, page, f"{group.there}#temoin={token}", 1)


@pytest.mark.parametrize("mark", ["#temoin=" + "A" * 200, "#temoin=short", "#a&temoin=" + "-" * 90])
def test_a_made_up_token_breaks_nothing(group: Group, page: Page, mark: str) -> None:
    """CNIL-16: the banner asks as ever."""
    visit(page, group.here)
    page.evaluate("address => { location.href = address; }", group.there + mark)
    page.wait_for_url(f"{group.there}*")
    action(page, "accept").wait_for()
    assert group.kept(page.context, group.there) == {}


def test_the_banner_comes_although_the_service_is_silent(
    group: Group, page: Page, context: BrowserContext
) -> None:
    """WEB-11: a visitor waits two seconds at most for a choice that does not come."""
    context.route("**/api/handover/open", lambda route: None)
    visit(page, group.here)
    mark = "#temoin=" + "A" * 200
    page.evaluate("address => { location.href = address; }", group.there + mark)
    page.wait_for_url(group.there)
    action(page, "accept").wait_for(timeout=6000)


def test_every_domain_is_named_where_the_choice_is_made(group: Group, page: Page) -> None:
    """CNIL-16: on the first layer and in the panel."""
    visit(page, group.here)
    names = sorted(urlsplit(one).netloc for one in (group.here, group.there))
    sentence = f"Ce choix vaut pour : {', '.join(names)}."
    plain = region(page).inner_text().replace("\u00a0", " ")
    assert sentence in plain
    action(page, "customise").click()
    dialog = page.locator("temoin-banner dialog")
    dialog.wait_for()
    assert sentence in dialog.inner_text().replace("\u00a0", " ")
