"""The guard in a page: what scripts bring in waits for the visitor, all of the page's own goes on.

Third parties have their real names; the browser's requests are answered on their way out.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from temoin.banner.guarding import guard_code
from tests.browser.stub import Stub
from tests.browser.visitor import NOTHING, action, cookies, settle, stored, visit
from tests.browser.world import World

pytestmark = pytest.mark.browser

TAG, FILM = "https://www.google-analytics.com", "https://www.youtube.com"
RULES = {
    "own": ["shop.example"],
    "free": ["js.stripe.com"],
    "unknown": "marketing",
    "services": [
        {"key": "ga", "purpose": "statistics", "hosts": ["*.google-analytics.com"]},
        {"key": "youtube", "purpose": "media", "hosts": ["*.youtube.com", "*.ytimg.com"]},
    ],
}

# How a page brings in what is not its own: each of these asks at once in a browser without guard.
SCRIPTS = {
    "src": "s.src = url; head.append(s)",
    "attribute": "s.setAttribute('src', url); head.appendChild(s)",
    "late src": "head.append(s); s.src = url",
    "late attribute": "head.append(s); s.setAttribute('SRC'.toLowerCase(), url)",
    "type after src": "s.src = url; s.type = 'text/javascript'; head.prepend(s)",
    "set twice": "s.src = '/own.js'; s.src = url; head.insertBefore(s, head.firstChild)",
    "module": "s.type = 'module'; s.src = url; head.append(s)",
    "clone": "s.src = url; head.append(s.cloneNode(true))",
    "template": "t.innerHTML = `<script src='${url}'></` + 'script>';"
    "const c = document.createElement('script');"
    "c.src = t.content.firstChild.src; head.append(c)",
    "fragment": "const f = new DocumentFragment(); f.append(s); s.src = url; head.append(f)",
    "within": "d.append(s); s.src = url; body.append(d)",
    "adjacent": "s.src = url; head.insertAdjacentElement('beforeend', s)",
    "replacing": "head.append(t); s.src = url; t.replaceWith(s)",
    "shadow": "body.append(d);d.attachShadow({mode: 'open'}).append(s); s.src = url",
    "written": "document.write(`<script src='${url}'></` + 'script>')",
    "parser": "",
}
SHOWN = {
    "image": "new Image().src = url",
    "image attribute": "document.createElement('img').setAttribute('src', url)",
    "image twice": "const i = new Image(); i.src = '/own.png'; i.src = url; i.src = url + '?2'",
    "image in text": "d.innerHTML = `<p><img alt='a>b' src='${url}'></p>`",
    "image beside": "d.insertAdjacentHTML('beforeend', `<img src=\"${url}\">`)",
    "image written": "document.write(`<img src=${url}>`)",
    "image in shadow": "d.attachShadow({mode: 'closed'}).innerHTML = `<img src=${url}>`",
    "frame": "const f = document.createElement('iframe'); f.src = url; body.append(f)",
    "late frame": "const f = document.createElement('iframe'); body.append(f); f.src = url",
    "frame in text": "body.append(d); d.innerHTML = `<b>a</b><iframe src='${url}'></iframe>`",
    "frame outer": "body.append(d); d.outerHTML = `<iframe src='${url}'></iframe>`",
    "frame aside": "d.innerHTML = `<iframe src='${url}'></iframe>`; body.append(d)",
    "style": "l.rel = 'stylesheet'; l.href = url; head.append(l)",
    "preload": "l.href = url; l.rel = 'preload'; l.as = 'script'; head.append(l)",
    "late preload": "l.rel = 'preload'; l.as = 'image'; head.append(l); l.href = url",
}
ASKED = {
    "fetch": "fetch(url).then(r => r.text())",
    "fetch request": "fetch(new Request(url, {method: 'POST', body: 'a'}))",
    "request": "const x = new XMLHttpRequest(); x.open('POST', url); x.send('a')",
    "beacon": "if (!navigator.sendBeacon(url, 'a')) throw Error('no beacon')",
}
BEFORE = (
    "const url = {url!r}, {{head, body}} = document;"
    "const s = document.createElement('script'), t = document.createElement('template');"
    "const d = document.createElement('div'), l = document.createElement('link');"
)


def guard(stub: Stub) -> str:
    """The guard as the plugin writes it into pages."""
    rules = {**RULES, "free": [*RULES["free"], urlsplit(stub.service).netloc]}
    return f"<script>{guard_code(rules, {'ga', 'youtube'}).decode()}</script>"


def add(stub: Stub, body: str, head: str = "", **headers: str) -> str:
    return stub.add("/", f"<h1>Boutique</h1>{body}", guard(stub) + stub.snippet + head, **headers)


def doing(what: str, url: str) -> str:
    return f"<script>(() => {{{BEFORE.format(url=url)}{what}}})()</script>"


def all_ways(urls: tuple[str, str, str]) -> str:
    """Every way at once, each with an address of its own."""
    script, shown, asked = urls
    ways = [doing(what, script.format(n)) for n, what in enumerate(SCRIPTS.values()) if what]
    ways += [doing(what, shown.format(n)) for n, what in enumerate(SHOWN.values())]
    ways += [doing(what, asked.format(n)) for n, what in enumerate(ASKED.values())]
    return "".join(ways)


WAYS = all_ways((f"{TAG}/s{{}}.js", f"{FILM}/i{{}}", f"{TAG}/a{{}}"))


def test_nothing_is_asked_before_a_choice_and_after_a_refusal(
    stub: Stub, page: Page, context: BrowserContext, world: World
) -> None:
    """WEB-12, CNIL-01: by no way in which a script can bring something in."""
    visit(page, add(stub, WAYS))
    settle(page)
    assert world.asked == []
    assert cookies(context) == {}
    assert stored(page) == NOTHING
    action(page, "refuse").click()
    page.reload()
    settle(page)
    assert world.asked == []
    assert page.evaluate("window.ran") is None


def test_all_runs_once_and_in_order_after_acceptance(stub: Stub, page: Page, world: World) -> None:
    """WEB-13: what was held carries the marks that the banner knows."""
    ways = {way: what for way, what in SCRIPTS.items() if what and way != "shadow"}
    tags = [doing(what, f"{TAG}/{n}.js") for n, what in enumerate(ways.values())]
    shown = {"image", "image in text", "frame", "late frame", "frame in text", "late preload"}
    tags += [doing(what, f"{FILM}/{way}") for way, what in SHOWN.items() if way in shown]
    visit(page, add(stub, "".join(tags)))
    settle(page)
    assert world.asked == []
    action(page, "accept").click()
    page.wait_for_function(f"window.ran?.length >= {len(ways)}")
    settle(page)
    assert sorted(page.evaluate("window.ran")) == sorted(f"/{n}.js" for n in range(len(ways)))
    for way in ("frame", "late frame", "frame in text", "late preload"):
        assert f"www.youtube.com/{way.replace(' ', '%20')}" in world.asked
    page.evaluate(f"fetch('{TAG}/after')")
    page.evaluate(f"document.head.append(Object.assign(new Image(), {{src: '{FILM}/after'}}))")
    settle(page)
    assert {"www.google-analytics.com/after", "www.youtube.com/after"} <= set(world.asked)
    page.reload()
    page.wait_for_function(f"window.ran?.length >= {len(ways)}")


@pytest.mark.parametrize(
    ("kept", "is_let_in"),
    [
        ("statistics=true&revision=3&at=1", True),
        ("statistics=true&revision=2&at=1", False),
        ("statistics=true&revision=3&at=1&regime=us-california", False),
        ("statistics=true&at=1", False),
        ("statistics=false&revision=3&at=1", False),
    ],
    ids=["holds", "older than what is asked", "made where purposes ran", "no revision", "refused"],
)
def test_only_a_choice_that_holds_lets_in_before_the_banner_is_there(
    kept: str, is_let_in: bool, stub: Stub, page: Page, world: World
) -> None:
    """CNIL-12, JUR-10: the same choices count as for the banner, which would ask again."""
    code = guard_code({**RULES, "unknown": ""}, {"ga"}, asked_since=3).decode()
    address = stub.add("/", doing(ASKED["fetch"], f"{TAG}/a"), f"<script>{code}</script>")
    page.context.add_cookies([{"name": "eu-consent", "value": kept, "url": address}])
    page.goto(address)
    settle(page)
    assert bool(world.asked) is is_let_in


def test_one_frame_alone_is_shown_when_the_visitor_says_so(
    stub: Stub, page: Page, world: World
) -> None:
    visit(page, add(stub, doing(SHOWN["frame"], f"{FILM}/embed")))
    page.locator("temoin-embed button").first.click()
    settle(page)
    assert world.asked == ["www.youtube.com/embed"]
    assert cookies(page.context) == {}


OWN = """
(async () => {
  const done = [], img = new Image(), s = document.createElement('script');
  img.src = 'data:,'; img.src = '/own.png'; done.push(img.src);
  s.src = '/tag/own.js'; document.head.append(s);
  await new Promise((ok) => s.onload = ok);
  done.push(await (await fetch('/tag/own.js')).text() !== '');
  const x = new XMLHttpRequest(); x.open('GET', '/tag/own.js'); x.send();
  await new Promise((ok) => x.onload = ok);
  done.push(x.status, navigator.sendBeacon('/own', 'a'));
  const blob = URL.createObjectURL(new Blob(['window.fromBlob = 1']));
  const b = document.createElement('script'); b.src = blob; document.head.append(b);
  await new Promise((ok) => b.onload = ok);
  done.push(window.fromBlob, await (await fetch(blob)).text());
  const card = document.createElement('script');
  card.src = 'https://js.stripe.com/v3.js'; document.head.append(card);
  await new Promise((ok) => card.onload = ok);
  const d = document.createElement('table'); document.body.append(d);
  d.innerHTML = "<tr><td title='<img>'>a"; d.firstChild.append('src', 'x');
  done.push(d.innerHTML);
  try { document.body.appendChild(null) } catch (e) { done.push(e.name) }
  try { d.setAttribute() } catch (e) { done.push(e.name) }
  document.body.append(document.createElement('a')); document.querySelector('a').href = 'x:y';
  window.done = done;
})()
"""


def test_all_of_the_pages_own_goes_on(stub: Stub, page: Page, world: World) -> None:
    """WEB-12: own hosts, data and blob addresses, services that need no consent, and errors."""
    visit(page, add(stub, f"<script>{OWN}</script>"))
    page.wait_for_function("window.done")
    expected = [f"{stub.site}/own.png", True, 200, True, 1, "window.fromBlob = 1"]
    table = '<tbody><tr><td title="<img>">a</td></tr>srcx</tbody>'
    assert page.evaluate("window.done")[:6] == expected
    assert page.evaluate("window.done")[6].replace("&lt;", "<").replace("&gt;", ">") == table
    assert page.evaluate("window.done")[7:] == ["TypeError", "TypeError"]
    assert world.asked == ["js.stripe.com/v3.js"]


HOSTILE = """
<form><input name=querySelectorAll><input name=isConnected><input name=cookie></form>
<img name=cookie><img name=baseURI><form id=temoin><input name=allows></form>
<form id=dataset></form><form id=location></form>
<script>
Element.prototype.getAttribute = () => null; Document.prototype.querySelector = () => null;
Function.prototype.call = Function.prototype.apply = () => 1; Array.prototype.map = () => 1;
Object.entries = Reflect.get = JSON.parse = () => null;
</script>
"""


def test_a_hostile_page_asks_nobody_either(stub: Stub, page: Page, world: World) -> None:
    """V26: replaced natives and elements named like them."""
    page.goto(stub.add("/", HOSTILE + WAYS, guard(stub)))
    settle(page)
    assert world.asked == []


@pytest.mark.parametrize(
    "policy",
    [
        "script-src 'nonce-a'; style-src 'self'; base-uri 'none'",
        "require-trusted-types-for 'script'; trusted-types app",
    ],
)
def test_strict_policies_are_kept(policy: str, stub: Stub, page: Page, world: World) -> None:
    """V27: no policy of Trusted Types, no violation by the guard itself."""
    page.add_init_script(
        "window.broken=[];addEventListener('securitypolicyviolation',"
        "e=>broken.push(e.effectiveDirective))"
    )
    code = f"""
      const policy = window.trustedTypes.createPolicy('app', {{
        createHTML: a => a, createScriptURL: a => a }});
      const s = document.createElement('script');
      s.src = policy.createScriptURL('{TAG}/t.js'); document.head.append(s);
      const d = document.createElement('div');
      d.innerHTML = policy.createHTML("<img src='{FILM}/t'><b>b</b>"); document.body.append(d);
      fetch('{TAG}/t'); window.done = d.textContent"""
    nonced = guard(stub).replace("<script>", "<script nonce=a>")
    page.goto(
        stub.add("/", f"<script nonce=a>{code}</script>", nonced, Content_Security_Policy=policy)
    )
    settle(page)
    assert page.evaluate("window.done") == "b"
    assert world.asked == []
    assert page.evaluate("window.broken") == []


@pytest.mark.slow
@pytest.mark.parametrize("way", [*SHOWN, *ASKED, *(way for way, what in SCRIPTS.items() if what)])
def test_without_the_guard_each_of_them_asks(
    way: str, stub: Stub, page: Page, world: World
) -> None:
    what = (SCRIPTS | SHOWN | ASKED)[way]
    page.goto(stub.add("/", doing(what, f"{TAG}/x.js")))
    settle(page)
    assert world.asked != []
