"""What waits on a page and why, shown to who looks after the site, by the real service."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from temoin.core import debug_token
from tests.browser import stub
from tests.browser.stub import Stub
from tests.browser.test_axe import AXE, findings
from tests.browser.visitor import NOTHING, action, cookies, region, settle, stored
from tests.servers.service import Service, running

pytestmark = pytest.mark.browser

SECRET = "a secret for tests, forty characters long"
BODY = """<main><h1>Boutique</h1>
<script type="text/plain" data-temoin="statistics" src="{t}/tag/one.js"></script>
<script type="text/plain" data-temoin="tracking" src="{t}/tag/two.js"></script>
<iframe data-temoin="media:clips" data-src="{t}/tag/frame" width="560" height="315" title="V">
</iframe></main>"""
UNMARKED = '<img src="{t}/tag/pixel" alt="">'


@dataclass
class Shop:
    """A site of the real service; its pages carry a strict policy with Trusted Types."""

    pages: Stub
    service: Service
    key: str

    def address(self, host: str, token: str, path: str = "/") -> str:
        """A page that asks for the report."""
        return f"http://{host}:{self.pages.site_port}{path}?a=1&temoin_debug={token}"


@pytest.fixture(scope="module")
def real_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("debugging"), secret_key=SECRET) as service:
        yield service


@pytest.fixture
def shop(real_service: Service) -> Iterator[Shop]:
    with stub.running() as pages:
        hosts = [f"{name}:{pages.site_port}" for name in ("127.0.0.1", "shop.localhost")]
        site = real_service.add_site("Boutique", *hosts)
        document = json.loads(real_service.run("site", "get", site["key"], "--json"))
        (media,) = (one for one in document["purposes"] if one["key"] == "media")
        media["vendors"] = [{"key": "clips", "name": "Clips", "hosts": ["localhost"]}]
        path = real_service.folder / "site.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        real_service.run("site", "set", site["key"], str(path))
        policy = (
            f"default-src 'none'; script-src {real_service.url} {pages.third_party};"
            f" connect-src {real_service.url}; frame-src {pages.third_party};"
            f" img-src {pages.third_party}; style-src 'self';"
            " require-trusted-types-for 'script'; trusted-types temoin"
        )
        for name, more in (("/", ""), ("/leak", UNMARKED)):
            body = (BODY + more).format(t=pages.third_party)
            pages.add(name, body, site["snippet"], Content_Security_Policy=policy)
        pages.add("/bare", "<h1>Boutique</h1>", site["snippet"])
        yield Shop(pages, real_service, site["key"])


@pytest.fixture
def violations(page: Page) -> list[str]:
    """What the page's policy refused."""
    seen: list[str] = []
    page.on("console", lambda said: seen.append(said.text) if "policy" in said.text else None)
    return seen


def report(page: Page) -> Locator:
    """The overlay."""
    return page.locator("temoin-debug section")


def asked_for_it(page: Page) -> list[str]:
    """Addresses of the report that the page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/debug.js" in one.url else None)
    return asked


def test_it_says_what_is_held_and_why(
    shop: Shop, page: Page, context: BrowserContext, violations: list[str]
) -> None:
    """CNIL-01: under a strict policy; the report itself stores nothing and asks nobody else."""
    page.goto(shop.address("127.0.0.1", "1"))
    words = report(page)
    expect(words).to_contain_text("pas encore de choix")
    expect(words).to_contain_text("la finalité « Mesure d'audience » n’est pas autorisée")
    expect(words).to_contain_text("« tracking » n’est pas une finalité de ce site")
    expect(words).to_contain_text("media:clips: la finalité « Contenus intégrés »")
    expect(words).to_contain_text("(Clips: pas autorisé)")
    settle(page)
    assert shop.pages.third_party_hits() == []
    assert stored(page) == NOTHING
    assert cookies(context) == {}
    assert violations == []


def test_it_follows_the_choice(shop: Shop, page: Page) -> None:
    """What was let in is said so, with the hosts that the page asked."""
    page.goto(shop.address("127.0.0.1", "1"))
    expect(report(page)).to_be_visible()
    action(page, "accept").click()
    words = report(page)
    expect(words).to_contain_text("choix fait le 20")
    expect(words.locator("ul").nth(3)).to_contain_text("/tag/one.js – statistics")
    expect(words.locator("ul").nth(2)).to_contain_text("tracking")
    expect(words.locator("ul").nth(4)).to_contain_text("– Clips, Contenus intégrés: autorisé")


def test_it_names_what_was_asked_without_being_allowed(shop: Shop, page: Page) -> None:
    """An unmarked pixel is the mistake that the report is for."""
    page.goto(shop.address("127.0.0.1", "1", "/leak"))
    expect(report(page)).to_contain_text("PAS AUTORISÉ, et pourtant demandé")


def test_a_public_page_needs_a_token(shop: Shop, page: Page) -> None:
    """Neither visitors nor those who make up a token get it; who has one does."""
    asked = asked_for_it(page)
    for wrong in ("1", "A" * 28, "../../evil"):
        page.goto(shop.address("shop.localhost", wrong))
        region(page).wait_for()
        settle(page)
        assert page.locator("temoin-debug").count() == 0
    assert len(asked) == 2  # a path is no token, so nothing was asked for
    secret = hmac.digest(SECRET.encode(), b"debug", "sha256")
    token = debug_token.sign(secret, shop.key, int(time.time()) + 60)
    page.goto(shop.address("shop.localhost", token))
    expect(report(page)).to_be_visible()


def test_a_page_without_waiting_frames_shows_it_on_the_way_to_the_settings(
    shop: Shop, page: Page
) -> None:
    """Nothing is in the first layer for it: the second brings it."""
    asked = asked_for_it(page)
    page.goto(shop.address("127.0.0.1", "1", "/bare"))
    region(page).wait_for()
    settle(page)
    assert asked == []
    action(page, "customise").hover()
    expect(report(page)).to_be_visible()


def test_a_page_that_does_not_ask_never_loads_it(shop: Shop, page: Page) -> None:
    asked = asked_for_it(page)
    page.goto(f"http://127.0.0.1:{shop.pages.site_port}/")
    page.locator("temoin-embed").wait_for()
    action(page, "accept").click()
    settle(page)
    assert asked == []


def test_it_is_copied_and_closed_with_the_keyboard(
    shop: Shop, page: Page, context: BrowserContext
) -> None:
    """A11Y-01: reached by Tab, scrolled, closed with Escape or its button."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(shop.address("127.0.0.1", "1"))
    expect(report(page)).to_be_visible()
    report(page).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(report(page).get_by_role("button", name="Copié")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Temoin : ce qui attend ici, et pourquoi – http://127.0.0.1:")
    assert "- pas encore de choix\n" in copied
    assert "temoin_debug" not in copied
    page.keyboard.press("Escape")
    expect(page.locator("temoin-debug")).to_have_count(0)
    settle(page)
    assert page.locator("temoin-debug").count() == 0
    assert region(page).is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_findings(shop: Shop, chromium: Browser, scheme: str) -> None:
    """A11Y-01: axe-core."""
    context = chromium.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.add_init_script(path=AXE)
    page.goto(shop.address("127.0.0.1", "1"))
    expect(report(page)).to_be_visible()
    assert [one for one in findings(page) if "temoin-debug" in str(one)] == []
    context.close()
