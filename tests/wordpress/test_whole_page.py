"""Third-party tags that nobody marked wait too, however they got into the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.visitor import action, region
from tests.servers.service import Service, running
from tests.wordpress.instance import Instance
from tests.wordpress.markup import Markup
from tests.wordpress.third_party import ThirdParty, third_party

pytestmark = [pytest.mark.wordpress, pytest.mark.browser]

PAGE = "/loose/"
IN_PAGE = ["before", "enqueued", "after", "head", "content", "foot"]
SHOWN = {"/frame", "/late", "/pixel.gif", "/hidden.gif", "/srcdoc.js", "/style.css"}
THEMES = ["twentytwentyfive", "classic"]


@pytest.fixture(scope="module")
def real_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("whole-page")) as service:
        yield service


@pytest.fixture
def party() -> Iterator[ThirdParty]:
    with third_party() as running_party:
        yield running_party


@pytest.fixture
def loose(wordpress: Instance, real_service: Service, party: ThirdParty) -> Instance:
    """A WordPress whose rules came from the service, with the loose page."""
    site = real_service.add_site("Loose", urlsplit(wordpress.url).netloc)
    document = json.loads(real_service.run("site", "get", site["key"], "--json"))
    marketing = next(one for one in document["purposes"] if one["key"] == "marketing")
    host = urlsplit(party.origin).hostname
    marketing["vendors"].append({"key": "third", "name": "Third", "hosts": [host]})
    file = real_service.folder / "site.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    real_service.run("site", "set", site["key"], str(file))
    wordpress.set_options(temoin_url=real_service.url, temoin_site_key=site["key"])
    wordpress.wp_eval(f"third_party_loose_page('{party.origin}');")
    assert wordpress.wp_eval("echo Temoin\\WP\\RulesFetcher::refresh();") == ""
    return wordpress


@pytest.fixture(params=THEMES)
def themed(request: pytest.FixtureRequest, loose: Instance) -> Iterator[Instance]:
    """The same with a block theme and with a classic one."""
    loose.wp_eval(f"switch_theme('{request.param}');")
    yield loose
    loose.wp_eval(f"switch_theme('{THEMES[0]}');")


def visit(browser: Browser, address: str) -> Page:
    """A fresh profile on the page, when the banner shows."""
    page = browser.new_context().new_page()
    page.goto(address)
    region(page).wait_for()
    return page


def test_every_kind_of_tag_is_marked(loose: Instance, party: ThirdParty) -> None:
    """R12: scripts, frames, pixels, links and loaders wait; data and own scripts stay."""
    page = Markup(loose.visitor().get(PAGE).text)
    ours = [tag for tag in page.tags if party.origin in f"{tag.attributes} {tag.text}"]
    assert {tag.name for tag in ours} == {"script", "iframe", "img", "link", "source", "object"}
    loading = {"src", "href", "srcdoc", "data"}
    for tag in ours:
        assert tag["data-temoin"] == "marketing:third", tag
        assert not loading & tag.attributes.keys() or tag["type"] == "text/plain", tag
    assert page.by_id("loose-late")["class"] == "wide"
    (data,) = [
        tag
        for tag in page.all("script")
        if tag["type"] == "application/ld+json" and "google-analytics" in tag.text
    ]
    assert data["data-temoin"] is None
    assert [tag["type"] for tag in page.all("script") if "window.own" in tag.text] == [None]


def test_nothing_loads_before_a_choice_or_after_refusal(
    themed: Instance, party: ThirdParty, chromium: Browser
) -> None:
    """CNIL-01, SAN-10, SAN-12: zero requests to anybody else, zero cookies."""
    page = visit(chromium, themed.url + PAGE)
    page.wait_for_timeout(700)
    assert party.asked == []
    assert page.context.cookies() == []
    assert page.evaluate("window.own") == "ran"
    action(page, "refuse").click()
    page.reload()
    page.wait_for_timeout(700)
    assert party.asked == []
    assert [cookie["name"] for cookie in page.context.cookies()] == ["eu-consent"]
    page.context.close()


def test_everything_runs_once_after_acceptance(
    themed: Instance, party: ThirdParty, chromium: Browser
) -> None:
    """The page works as its author meant, in the order of the page."""
    page = visit(chromium, themed.url + PAGE)
    action(page, "accept").click()
    page.wait_for_function(f"(window.ran || []).length > {len(IN_PAGE)}")
    page.wait_for_timeout(500)
    ran = page.evaluate("window.ran")
    assert [name for name in ran if name != "inserted"] == IN_PAGE
    assert ran.count("inserted") == 1
    assert set(party.asked) >= SHOWN
    assert "/noscript.gif" not in party.asked
    page.context.close()


def test_the_page_is_the_same_for_everybody(loose: Instance) -> None:
    """WEB-14: a page cache may keep it, whatever a visitor chose."""
    plain = loose.visitor().get(PAGE).text
    chosen = loose.visitor().get(PAGE, {"Cookie": "eu-consent=marketing%3Dtrue"}).text
    assert plain == chosen


def test_without_any_rules_the_strictest_hold(loose: Instance, party: ThirdParty) -> None:
    """Unknown means refuse: the service was never reached, so every third party waits."""
    loose.wp_eval("delete_option('temoin_rules');")
    page = Markup(loose.visitor().get(PAGE).text)
    held = [t for t in page.all("script") if party.origin in str(t["src"])]
    assert {tag.waits() for tag in held} == {"marketing"}


def test_rules_that_are_none_change_nothing(loose: Instance) -> None:
    """The last good rules stay in use when the service answers nonsense or not at all."""
    before = loose.option("temoin_rules")
    loose.set_options(temoin_site_key="nosuchsite")
    loose.wp_eval(f"update_option('temoin_rules', '{before}', false);")
    assert loose.wp_eval("echo Temoin\\WP\\RulesFetcher::refresh();").startswith("The service")
    assert loose.option("temoin_rules") == before
