"""What the banner asks of browser and network, watched from inside the page."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from temoin.banner.composing import built
from tests.browser.stub import Stub
from tests.browser.visitor import action, dialog, settle, shop, visit, wait_sent

pytestmark = pytest.mark.browser

# Ways to tell one device from another, and to be there while the page is left.
WATCH = """window.probes = []; window.leaving = []; window.sends = [];
const note = name => probes.push(name);
const call = (owner, name) => { const real = owner.prototype[name];
  owner.prototype[name] = function (...words) { note(name); return real.apply(this, words) } };
call(HTMLCanvasElement, 'getContext'); call(HTMLCanvasElement, 'toDataURL');
call(OffscreenCanvas, 'getContext'); call(CanvasRenderingContext2D, 'measureText');
call(FontFaceSet, 'check'); call(AudioContext, 'createOscillator');
for (const name of ['userAgent', 'userAgentData', 'plugins', 'mimeTypes', 'hardwareConcurrency',
  'deviceMemory', 'platform', 'languages', 'mediaDevices', 'permissions', 'geolocation',
  'connection', 'maxTouchPoints', 'storage']) {
  const real = Object.getOwnPropertyDescriptor(Navigator.prototype, name);
  if (real) Object.defineProperty(Navigator.prototype, name,
    {...real, get() { note(name); return real.get.call(this) }}); }
for (const name of ['width', 'height', 'colorDepth']) {
  const real = Object.getOwnPropertyDescriptor(Screen.prototype, name);
  Object.defineProperty(Screen.prototype, name,
    {...real, get() { note(name); return real.get.call(this) }}); }
const listen = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (type, ...rest) {
  if (/unload$/.test(type)) leaving.push(type);
  return listen.call(this, type, ...rest) };
const ask = window.fetch;
window.fetch = (url, options) => {
  sends.push([new URL(url).pathname, options.keepalive, options.body.length]);
  return ask(url, options) };"""
GOOGLE = re.compile(r"https://[a-z.]*(google|doubleclick|gstatic)[a-z-]*\.com/")


def test_the_device_is_not_probed(stub: Stub, page: Page) -> None:
    """EDPB-01: no canvas, fonts, sound, screen or other trait is read, whatever was chosen."""
    page.add_init_script(WATCH)
    visit(page, shop(stub))
    action(page, "customise").click()
    dialog(page).wait_for()
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    settle(page)
    assert page.evaluate("probes") == []
    page.evaluate("navigator.userAgent; document.createElement('canvas').getContext('2d')")
    assert page.evaluate("probes") == ["userAgent", "getContext"]


def test_leaving_the_page_is_neither_heard_nor_waited_for(stub: Stub, page: Page) -> None:
    """WEB-07, WEB-08: no unload handler; what is sent outlives the page and is small."""
    page.add_init_script(WATCH)
    visit(page, shop(stub))
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    page.evaluate("temoin.track('order', {value: 12})")
    wait_sent(page, stub, "/api/event", 2)
    assert page.evaluate("leaving") == []
    assert page.evaluate("onbeforeunload ?? onunload ?? null") is None
    sends = page.evaluate("sends")
    assert [path for path, _, _ in sends] == ["/api/consent", "/api/event", "/api/event"]
    assert all(is_kept and size < 4096 for _, is_kept, size in sends)


def test_google_is_asked_for_nothing_before_a_grant(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """GCM-05: basic mode; a page may carry Google's tag, and no request leaves before the grant."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="", content_type="text/javascript")

    context.route(GOOGLE, answer)
    code = f"(()=>{{const $T={json.dumps({'google': True})};{built('signals.js').decode()}}})()"
    tag = "https://www.googletagmanager.com/gtag/js?id=G-1"
    held = f'<script type="text/plain" data-temoin="statistics" src="{tag}"></script>'
    address = stub.add("/", held, f"{stub.snippet}<script>{code}</script>")
    visit(page, address)
    settle(page)
    action(page, "refuse").click()
    visit(page, address)
    settle(page)
    assert asked == []
    page.evaluate("temoin.set({statistics: true})")
    settle(page)
    assert asked == [tag]
