"""What a visitor does and what a browser has kept, in the words of the tests."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import parse_qs

from playwright.sync_api import BrowserContext, Locator, Page

from tests.browser.stub import Stub

TAGS = """
<script type="text/plain" data-temoin="marketing" src="{t}/tag/slow-1.js"></script>
<script type="text/plain" data-temoin="statistics">
(window.ran=window.ran||[]).push("inline-2")</script>
<script type="text/plain" data-temoin="marketing" src="{t}/tag/3.js" defer></script>
<script type="text/plain" data-temoin="marketing:exemple" src="{t}/tag/4.js"></script>
<script type="text/plain" data-temoin="unheard-of" src="{t}/tag/never.js"></script>
<iframe data-temoin="media" data-src="{t}/tag/frame" width="560" height="315" title="Vidéo">
</iframe>
<img data-temoin="marketing" data-src="{t}/tag/pixel" alt="">
"""

STORED = """async () => ({
  cookie: Document.prototype.__lookupGetter__('cookie').call(document),
  local: localStorage.length, session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: await (self.caches ? caches.keys().then(k => k.length) : 0),
  workers: navigator.serviceWorker
    ? (await navigator.serviceWorker.getRegistrations()).length : 0,
})"""


def action(page: Page, name: str) -> Locator:
    """A button of the banner or the panel."""
    return page.locator(f"temoin-banner [data-temoin-action={name}]")


def dialog(page: Page) -> Locator:
    """The second layer."""
    return page.locator("temoin-banner dialog")


def region(page: Page) -> Locator:
    """The first layer or the corner control."""
    return page.locator("temoin-banner section")


def visit(page: Page, address: str) -> None:
    """Opens a page and waits until Temoin shows what it has to show there."""
    page.goto(address)
    region(page).wait_for()
    arrived(page)


def arrived(page: Page) -> None:
    """Waits until what moves into place has arrived, so that places and sizes can be read.

    Asks from outside, as a strict policy forbids page code.
    """
    moving = "e => e.shadowRoot.getAnimations().filter(a => a.playState === 'running').length"
    for _ in range(100):
        if page.locator("temoin-banner").evaluate(moving) == 0:
            return
        page.wait_for_timeout(20)
    raise AssertionError("the banner never stands still")


def shop(stub: Stub, path: str = "/", head: str = "") -> str:
    """A page with the snippet and third-party tags of every kind; gives its address."""
    tags = TAGS.format(t=stub.third_party)
    body = f'<h1>Boutique</h1><p><a id="first" href="#a">Lien</a></p>{tags}'
    return stub.add(path, body, stub.snippet + head)


def cookies(context: BrowserContext) -> dict[str, Any]:
    """All cookies of the profile by name, third parties' too."""
    return {cookie["name"]: cookie for cookie in cast(list[dict[str, Any]], context.cookies())}


def choice(context: BrowserContext) -> dict[str, str]:
    """The fields of ``eu-consent``."""
    fields = parse_qs(cookies(context)["eu-consent"]["value"], strict_parsing=True)
    return {name: values[0] for name, values in fields.items()}


def stored(page: Page) -> dict[str, Any]:
    """How much the page's origin has stored, place by place."""
    return cast(dict[str, Any], page.evaluate(STORED))


NOTHING = {"cookie": "", "local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0}


def ran(page: Page) -> list[str]:
    """Names of the tags that ran, in order."""
    return cast(list[str], page.evaluate("window.ran || []"))


def wait_ran(page: Page, count: int) -> list[str]:
    """Waits until so many tags ran; asks from outside, as a strict policy forbids page code."""
    for _ in range(100):
        if len(ran(page)) >= count:
            break
        page.wait_for_timeout(50)
    assert len(ran(page)) == count, ran(page)
    return ran(page)


def settle(page: Page) -> None:
    """Lets everything happen that would happen if it could."""
    page.wait_for_timeout(700)


def wait_sent(page: Page, stub: Stub, path: str, count: int = 1) -> list[Any]:
    """Waits until the service has got so many requests and gives their bodies."""
    for _ in range(100):
        if len(stub.sent(path)) >= count:
            break
        page.wait_for_timeout(50)
    sent = stub.sent(path)
    assert len(sent) >= count, f"{len(sent)} of {count} requests to {path}"
    return sent
