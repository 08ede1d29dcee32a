"""WP Consent API told and heard, in a real browser, with a stand-in for that plugin."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.visitor import action, cookies, region
from tests.servers.service import Service, running
from tests.wordpress.conftest import CORES
from tests.wordpress.instance import HERE, Instance, start, stop

pytestmark = [pytest.mark.wordpress, pytest.mark.browser]

# Written from the plugin's public documentation; it is not that plugin.
STUB = HERE / "fixtures" / "wp-consent-api"
CATEGORIES = ["functional", "preferences", "statistics", "statistics-anonymous", "marketing"]
LIFE_S = 182 * 86400


@pytest.fixture(scope="module", params=CORES)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:
    """A WordPress with Temoin, its real service, and the other plugin."""
    instance = start(tmp_path_factory.mktemp("consent-api-"), str(request.param), STUB)
    try:
        with running(tmp_path_factory.mktemp("consent-api-service-")) as service:
            connect(instance, service)
            yield instance
        assert instance.complaints() == []
    finally:
        stop(instance)


def connect(instance: Instance, service: Service) -> None:
    made = service.add_site("Consent API", urlsplit(instance.url).netloc)
    instance.set_options(temoin_url=service.url, temoin_site_key=made["key"])
    assert instance.wp_eval("echo Temoin\\WP\\RulesFetcher::refresh();") == ""


def arrive(browser: Browser, address: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(address)
    region(page).wait_for()
    return page


def answers(page: Page) -> dict[str, bool]:
    """What the API says in the page of each category."""
    script = "names => Object.fromEntries(names.map(name => [name, wp_has_consent(name)]))"
    found: dict[str, bool] = page.evaluate(script, CATEGORIES)
    return found


def kept(context: BrowserContext) -> dict[str, str]:
    """The API's own cookies by category."""
    start = "wp_consent_"
    found = cookies(context)
    return {n.removeprefix(start): found[n]["value"] for n in found if n.startswith(start)}


def some(*granted: str) -> dict[str, bool]:
    """Answers of which these are yes."""
    return {name: name in granted for name in CATEGORIES}


def spell(said: dict[str, bool]) -> dict[str, str]:
    return {name: "allow" if allowed else "deny" for name, allowed in said.items()}


def test_the_server_says_optin_from_the_first_byte_and_without_the_service(site: Instance) -> None:
    """WPC-01, WPC-03, WPC-04: nothing is allowed before a choice, whoever asks."""
    said = json.loads(
        site.wp_eval(
            "add_filter('pre_option_temoin_url', function () { return 'http://127.0.0.1:1'; });"
            " add_filter('pre_option_temoin_rules', '__return_empty_string');"
            " echo wp_json_encode(array(wp_get_consent_type(), wp_has_consent('marketing'),"
            " apply_filters('wp_cookie_expiration', 30),"
            " consent_api_registered('temoin/temoin.php'),"
            " wp_get_cookie_info('eu-consent')['category']));"
        )
    )
    assert said == ["optin", False, 182, True, "functional"]


def test_without_a_connection_other_plugins_are_left_alone(site: Instance) -> None:
    key = site.option("temoin_site_key") or ""
    site.set_options(temoin_site_key="")
    try:
        assert site.wp_eval("echo '[' . wp_get_consent_type() . ']';") == "[]"
        assert "consent-api.js" not in site.visitor().get("/").text.replace("wp-consent-api", "")
    finally:
        site.set_options(temoin_site_key=key)


def test_before_a_choice_it_says_no_and_stores_nothing(site: Instance, chromium: Browser) -> None:
    """WPC-01, WPC-02, CNIL-01."""
    page = arrive(chromium, site.url)
    page.wait_for_timeout(300)
    assert answers(page) == some()
    assert page.evaluate("wp_consent_type") == "optin"
    assert cookies(page.context) == {}
    page.context.close()


def test_a_choice_is_told_for_every_category(site: Instance, chromium: Browser) -> None:
    """WPC-02, WPC-03: granted, refused in part, withdrawn; kept as long as the choice."""
    page = arrive(chromium, site.url)
    page.evaluate(
        "window.heard = []; document.addEventListener('wp_listen_for_consent_change',"
        " e => heard.push(...Object.keys(e.detail)))"
    )
    action(page, "accept").click()
    assert answers(page) == some(*CATEGORIES)
    assert kept(page.context) == spell(some(*CATEGORIES))
    assert sorted(page.evaluate("heard")) == sorted(CATEGORIES)
    life_s = cookies(page.context)["wp_consent_marketing"]["expires"] - time.time()
    assert abs(life_s - LIFE_S) < 3600
    page.evaluate("temoin.set({marketing: false})")
    assert answers(page) == some(*CATEGORIES[:4])
    page.evaluate("temoin.withdraw()")
    assert kept(page.context) == spell(some("functional"))
    page.context.close()


def test_what_the_other_plugin_forgot_is_told_again(site: Instance, chromium: Browser) -> None:
    page = arrive(chromium, site.url)
    action(page, "accept").click()
    page.context.clear_cookies(name="wp_consent_statistics")
    page.reload()
    page.wait_for_function("window.wp_has_consent && wp_has_consent('statistics')")
    assert answers(page) == some(*CATEGORIES)
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies(name="eu-consent")
    page.reload()
    page.wait_for_function("!wp_has_consent('marketing')")
    assert answers(page) == some()
    page.context.close()


def test_a_no_said_elsewhere_counts_and_a_yes_does_not(site: Instance, chromium: Browser) -> None:
    """GDPR 7(1): nobody could prove what the visitor was told by another plugin."""
    page = arrive(chromium, site.url)
    page.evaluate("wp_set_consent('marketing', 'allow')")
    assert page.evaluate("temoin.consent.decided") is False
    action(page, "accept").click()
    page.evaluate("wp_set_consent('statistics', 'deny')")
    assert page.evaluate("temoin.consent.purposes") == {
        **{"preferences": True, "statistics": False, "marketing": True, "media": True}
    }
    assert answers(page) == some("functional", "preferences", "marketing")
    page.context.close()
