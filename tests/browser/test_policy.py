"""The published cookie policy inside a page of the site, from the real service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.dashboard import WATCH, Login, axe_findings, reading
from tests.browser.stub import Stub
from tests.browser.visitor import NOTHING, cookies, dialog, region, settle, stored
from tests.servers.service import Service, running

pytestmark = pytest.mark.browser
PASSWORD = "seven quiet green lanterns"
BODY = "<main><h1>Cookies</h1><div data-temoin-policy></div></main>"
VENDORS = [{"key": "meta-pixel"}, {"key": "own", "name": "<b>Ads</b>"}]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("policy")) as started:
        started.run("user", "add", "editor@shop.example", "--password-stdin", stdin=PASSWORD)
        yield started


@dataclass
class Shop:
    """A site whose page has a place for the policy, and everything that the page asked for."""

    key: str
    service: Service
    stub: Stub
    page: Page
    asked: list[str]

    def arrive(self, language: str, page_language: str) -> Page:
        """Open the page under a strict policy, the snippet in this language."""
        source = f"{self.service.url}/t/{self.key}.js?l={language}"
        policy = (
            f"default-src 'none'; script-src {self.service.url}; connect-src {self.service.url};"
            " style-src 'self'; require-trusted-types-for 'script'; trusted-types temoin"
        )
        snippet = f'<script src="{source}" async></script>'
        address = self.stub.add("/", BODY, snippet, Content_Security_Policy=policy)
        html = self.stub.pages["/"].html
        self.stub.pages["/"].html = html.replace('lang="fr"', f'lang="{page_language}"')
        self.page.goto(address)
        region(self.page).wait_for()
        self.page.locator("[data-temoin-policy] button").wait_for()
        return self.page

    def check_nothing_kept(self) -> None:
        """Neither a cookie nor storage, nobody else asked, nothing that the policy refused."""
        settle(self.page)
        assert cookies(self.page.context) == {}
        assert stored(self.page) == NOTHING
        own = {urlsplit(self.stub.site).netloc, urlsplit(self.service.url).netloc}
        assert {urlsplit(url).netloc for url in self.asked} == own
        assert self.page.evaluate("window.__blocked") == []


@pytest.fixture
def shop(service: Service, stub: Stub, page: Page) -> Shop:
    key = service.add_site("Shop", urlsplit(stub.site).netloc)["key"]
    page.add_init_script(WATCH)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return Shop(key, service, stub, page, asked)


def publish(chromium: Browser, shop: Shop) -> None:
    """Say who is responsible and publish the cookie policy, as its editor does."""
    document = json.loads(shop.service.run("site", "get", shop.key, "--json"))
    document["controller"] = {"name": "Boutique SARL", "contact": "https://shop.example/contact."}
    document["purposes"][2]["vendors"] = VENDORS
    shop.service.run("site", "set", shop.key, "-", stdin=json.dumps(document))
    login = Login(shop.service.url, "editor@shop.example", PASSWORD)
    with reading(chromium, login) as reader:
        page = reader.open(f"/sites/{shop.key}/notices")
        page.locator("form:has([value=cookies]) button").click()
        page.get_by_role("status").wait_for()


def test_the_policy_in_force_is_in_the_page_in_its_language(chromium: Browser, shop: Shop) -> None:
    """CNIL-19, WEB-01, CNIL-01, V10: drawn under a strict policy, in the page's own style."""
    publish(chromium, shop)
    for language, heading, title in (
        ("fr", "Votre choix", "Politique de cookies de Shop"),
        ("en", "Your choice", "Cookie policy of Shop"),
    ):
        page = shop.arrive(language, language)
        policy = page.locator("[data-temoin-policy]")
        policy.get_by_role("heading", name=heading, level=2, exact=True).wait_for()
        assert policy.locator("[lang]").count() == 0
        tables = policy.locator("table:has(td:text-is('_fbp'))")
        assert tables.locator("caption").inner_text()
        assert tables.locator("th[scope=col]").count() == 4
        assert tables.get_by_text("<b>Ads</b>").is_visible()
        assert policy.locator("b, h1").count() == 0
        assert policy.get_by_role("link", name=title).get_attribute("href") == (
            f"{shop.service.url}/p/{shop.key}/cookies?l={language}"
        )
        contact = policy.get_by_role("link", name="https://shop.example/contact", exact=True)
        assert contact.get_attribute("rel") == "noopener"
        shop.check_nothing_kept()


def test_the_choices_are_opened_from_the_policy(chromium: Browser, shop: Shop) -> None:
    """CNIL-14: also where the banner lies over the button when a hand presses it."""
    publish(chromium, shop)
    page = shop.arrive("en", "en")
    policy = page.locator("[data-temoin-policy]")
    policy.get_by_role("button", name="My choices").click()
    dialog(page).wait_for()


def test_a_policy_in_another_language_than_the_page_says_so(chromium: Browser, shop: Shop) -> None:
    """A11Y-14: its language is marked, and nothing of it fails an automatic check."""
    publish(chromium, shop)
    page = shop.arrive("en", "de")
    assert page.locator("[data-temoin-policy] > div[lang=en][dir=ltr]").count() == 1
    assert page.locator("[data-temoin-policy] > p[lang=en]").count() == 1
    shop.check_nothing_kept()
    del shop.stub.pages["/"].headers["Content-Security-Policy"]
    page.reload()
    page.locator("[data-temoin-policy] table").first.wait_for()
    assert axe_findings(page) == []


@pytest.mark.parametrize("is_away", [False, True])
def test_without_a_policy_a_link_leads_to_where_it_will_be(shop: Shop, is_away: bool) -> None:
    """R4: nothing published, or the service gone: a plain link and no error."""
    if is_away:
        shop.page.route("**/cookies.json*", lambda route: route.abort())
    page = shop.arrive("en", "en")
    link = page.locator("[data-temoin-policy] a")
    assert link.inner_text() == "Cookies and storage"
    assert link.get_attribute("href") == f"{shop.service.url}/p/{shop.key}/cookies?l=en"
    shop.check_nothing_kept()


def test_a_place_that_comes_later_is_filled_and_others_load_nothing(shop: Shop) -> None:
    """WEB-13: pages without a place do not ask for the module; one that comes later is filled."""
    snippet = f'<script src="{shop.service.url}/t/{shop.key}.js" async></script>'
    shop.page.goto(shop.stub.add("/", "<main><h1>Shop</h1></main>", snippet))
    settle(shop.page)
    assert not [url for url in shop.asked if "policy.js" in url or "/p/" in url]
    for _ in range(2):
        shop.page.evaluate(
            "document.querySelector('main').append(Object.assign("
            "document.createElement('div'), {id: 'x'}));"
            "document.querySelector('main > :last-child').dataset.temoinPolicy = ''"
        )
        shop.page.locator("main > :last-child button").wait_for()
    assert len([url for url in shop.asked if "/p/" in url]) == 1
