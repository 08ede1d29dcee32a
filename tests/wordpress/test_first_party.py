"""The choice kept by the site's own server, and what only a server can delete, for a browser."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from tests.browser.visitor import action, cookies, region
from tests.servers.service import Service, running
from tests.wordpress.instance import Instance

pytestmark = [pytest.mark.wordpress, pytest.mark.browser]

ROUTE = "**/wp-json/temoin/v1/choice"
LIFE_S = 182 * 86400
WEEK_S = 7 * 86400
# As Safari does: what a script sets is gone after a week at the latest.
SHORT_LIVED = """
const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
Object.defineProperty(Document.prototype, 'cookie', {
  get, configurable: true,
  set(text) { set.call(this, text.replace(/Max-Age=\\d{6,}/i, 'Max-Age=604800')); },
});
"""


@pytest.fixture(scope="module")
def real_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("first-party")) as service:
        yield service


@pytest.fixture
def site(wordpress: Instance, real_service: Service) -> Instance:
    """A WordPress whose rules name a recipient with cookies on the site's own domain."""
    key = real_service.add_site("First party", urlsplit(wordpress.url).netloc)["key"]
    document = json.loads(real_service.run("site", "get", key, "--json"))
    marketing = next(one for one in document["purposes"] if one["key"] == "marketing")
    kept = [{"name": "secret_*", "kind": "cookie"}, {"name": "wordpress_*", "kind": "cookie"}]
    marketing["vendors"].append({"key": "ads", "name": "Ads", "hosts": [], "cookies": kept})
    file = real_service.folder / "site.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    real_service.run("site", "set", key, str(file))
    wordpress.set_options(temoin_url=real_service.url, temoin_site_key=key)
    assert wordpress.wp_eval("echo Temoin\\WP\\RulesFetcher::refresh();") == ""
    return wordpress


def arrive(browser: Browser, address: str) -> Page:
    """A fresh profile in a browser that forgets what scripts set."""
    context = browser.new_context()
    context.add_init_script(SHORT_LIVED)
    page = context.new_page()
    page.goto(address)
    region(page).wait_for()
    return page


def life_s(page: Page) -> float:
    """What is left of the choice's cookie."""
    return float(cookies(page.context)["eu-consent"]["expires"]) - time.time()


def is_route(request: Request) -> bool:
    return request.url.endswith("/temoin/v1/choice")


def test_nothing_is_asked_before_a_choice(site: Instance, chromium: Browser) -> None:
    """CNIL-01: the script that waits for a choice stores nothing and asks nobody."""
    page = arrive(chromium, site.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(1000)
    assert not [url for url in asked if "choice" in url]
    assert cookies(page.context) == {}
    page.context.close()


@pytest.mark.parametrize("said", ["accept", "refuse"])
def test_a_choice_outlives_the_week_that_scripts_get(
    site: Instance, chromium: Browser, said: str
) -> None:
    """CNIL-12, WEB-09: the same choice, for six months from when it was made."""
    page = arrive(chromium, site.url)
    with page.expect_response(ROUTE) as answer:
        action(page, said).click()
    assert answer.value.status == 204
    page.wait_for_function("document.cookie.includes('eu-consent')")
    cookie = cookies(page.context)["eu-consent"]
    assert abs(life_s(page) - LIFE_S) < 60
    assert not cookie["httpOnly"]
    assert ("grant=" in cookie["value"]) is (said == "accept")
    assert ("id=" in cookie["value"]) is (said == "accept")
    page.reload()
    assert page.evaluate("temoin.consent.decided") is True
    assert page.evaluate("temoin.allows('marketing')") is (said == "accept")
    page.context.close()


def test_later_visits_do_not_ask_again(site: Instance, chromium: Browser) -> None:
    """CNIL-12: never extended by visits."""
    page = arrive(chromium, site.url)
    at, revision = int(time.time()) - 3600, page.evaluate("temoin.consent.revision")
    value = f"marketing=false&revision={revision}&at={at}"
    page.context.add_cookies([{"name": "eu-consent", "value": value, "url": site.url}])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_timeout(1000)
    assert page.evaluate("temoin.consent.decided") is True
    assert not [url for url in asked if url.endswith("/temoin/v1/choice")]
    page.context.close()


def test_an_old_answer_never_brings_a_withdrawn_choice_back(
    site: Instance, chromium: Browser
) -> None:
    """CNIL-15: the first request is still under way when the visitor withdraws."""
    page = arrive(chromium, site.url)
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route(ROUTE, hold_first)
    with page.expect_request(is_route):
        action(page, "accept").click()
    with page.expect_response(ROUTE):
        page.evaluate("temoin.withdraw()")
    page.wait_for_timeout(500)
    assert "true" not in cookies(page.context)["eu-consent"]["value"]
    assert abs(life_s(page) - LIFE_S) < 60
    page.context.close()


def test_without_the_route_the_scripts_cookie_stays(site: Instance, chromium: Browser) -> None:
    """A site may close its REST API to visitors; the choice counts all the same."""
    page = arrive(chromium, site.url)
    page.route(ROUTE, lambda route: route.fulfill(status=401, body="{}"))
    with page.expect_response(ROUTE):
        action(page, "refuse").click()
    assert abs(life_s(page) - WEEK_S) < 60
    page.reload()
    assert page.evaluate("temoin.consent.decided") is True
    page.context.close()


def test_withdrawal_deletes_what_no_script_can_see(site: Instance, chromium: Browser) -> None:
    """CNIL-15, SAN-10: HttpOnly cookies of the recipient go, WordPress's own stay."""
    page = arrive(chromium, site.url)
    with page.expect_response(ROUTE):
        action(page, "accept").click()
    for name in ("secret_1", "secret_2", "wordpress_test", "basket"):
        page.context.add_cookies([{"name": name, "value": "1", "url": site.url, "httpOnly": True}])
    with page.expect_response(ROUTE):
        page.evaluate("temoin.set({statistics: false})")
    assert {"secret_1", "secret_2"} <= set(cookies(page.context))
    with page.expect_response(ROUTE):
        page.evaluate("temoin.withdraw()")
    page.wait_for_timeout(200)
    assert set(cookies(page.context)) == {"eu-consent", "wordpress_test", "basket"}
    page.context.close()
