"""Pages of every kind, marked on the server and with the guard: nobody else is asked for anything.

Third parties have their real names; the browser's requests are answered on their way out. Pages of
WordPress, with and without a cache, are in `tests/wordpress`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from temoin.banner.guarding import guard_code
from temoin.rewriting import csp
from temoin.rewriting.marking import rewrite
from temoin.rewriting.rules import RulesDocument, Service
from tests.browser.stub import Stub
from tests.browser.visitor import NOTHING, action, cookies, region, settle, stored
from tests.browser.world import World

pytestmark = pytest.mark.browser

TAG, FILM, OTHER = (
    "https://www.google-analytics.com",
    "https://www.youtube.com",
    "https://unheard-of.example",
)
SERVICES = [
    Service(key="ga", purpose="statistics", hosts=["*.google-analytics.com"]),
    Service(key="youtube", purpose="media", hosts=["*.youtube.com"]),
]
FREE = ["js.stripe.com"]
NONCE = "script-src 'nonce-a' {service}; object-src 'none'; base-uri 'none'"
TYPED = "require-trusted-types-for 'script'; trusted-types temoin app"


@dataclass(frozen=True)
class Kind:
    """A page: head and body, what its server says, and what may be asked for all the same."""

    body: str
    head: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    free: tuple[str, ...] = ()
    has_policy: bool = False


KINDS = {
    "static": Kind(
        f"<img src={TAG}/i.gif width=1><iframe src='{FILM}/embed/1'></iframe>"
        f"<script src='{OTHER}/a.js'></script>",
        f"<script async src={TAG}/ga.js></script><link rel=stylesheet href={OTHER}/a.css>",
    ),
    "inline loader": Kind(
        "",
        "<script>(function(d,s){s=d.createElement('script');s.src='"
        f"{TAG}/ga.js';d.head.append(s)}})(document)</script>",
    ),
    "single-page app": Kind(
        "<main id=app></main><script src=/spa.js></script><script>"
        "for (const n of [1, 2]) setTimeout(() => { history.pushState({}, '', '/route-' + n);"
        f"document.getElementById('app').innerHTML = `<iframe src='{FILM}/' + n></iframe>"
        f"<img src='{TAG}/view'>`; const s = document.createElement('script');"
        f"s.src = '{OTHER}/' + n; document.body.append(s) }}, n * 100)</script>",
    ),
    "strict policy with nonces": Kind(
        f"<script nonce=a>fetch('{TAG}/f'); new Image().src = '{TAG}/i'</script>",
        f"<script nonce=a src='{TAG}/ga.js'></script>",
        {"Content-Security-Policy": NONCE},
    ),
    "Trusted Types": Kind(
        "<div id=d></div><script>const p = trustedTypes.createPolicy('app', {createHTML: a => a});"
        f"document.getElementById('d').innerHTML = p.createHTML(`<img src={TAG}/t>`)</script>",
        headers={"Content-Security-Policy": TYPED},
    ),
    "document.write": Kind(
        f"<script>document.write(`<script src={TAG}/w.js></` + `script><img src={TAG}/w>`)</script>"
    ),
    "late src": Kind(
        "<script>const s = document.createElement('script'); document.head.append(s);"
        f"setTimeout(() => {{ s.src = '{OTHER}/late.js' }}, 50)</script>"
    ),
    "lazy loader of its own": Kind(
        f"<img class=lazy data-src='{TAG}/lazy'><iframe class=lazy data-src='{FILM}/l'></iframe>"
        "<script>document.querySelectorAll('.lazy').forEach(one => {"
        "if (one.dataset.src) one.src = one.dataset.src })</script>"
    ),
    "noscript pixel": Kind(f"<noscript><img src='{TAG}/n' width=1 height=1></noscript>"),
    "frame with its document": Kind(
        f"<iframe srcdoc='&lt;script src={TAG}/s.js>&lt;/script>&lt;img src={TAG}/s>'></iframe>"
    ),
    "hostile": Kind(
        f"<img src={TAG}/h><script>new Image().src = '{TAG}/h2'</script>",
        "<script>Element.prototype.getAttribute = () => null; JSON.parse = () => null;"
        "Document.prototype.querySelector = () => null</script>",
    ),
    "named like our own": Kind(
        "<form id=temoin><input name=consent></form><form name=querySelectorAll></form>"
        f"<img name=currentScript><img name=body><img src={TAG}/c>"
    ),
    "checkout": Kind(
        "<form class=checkout method=post action=/pay><input name=card></form>"
        f"<script>fetch('{TAG}/collect', {{method: 'POST', body: 'begin_checkout'}})</script>",
        "<script src='https://js.stripe.com/v3/'></script>",
        free=("js.stripe.com/v3/",),
    ),
    "shadow root": Kind(
        "<div id=h></div><script>document.getElementById('h').attachShadow({mode: 'closed'})"
        f".innerHTML = `<img src='{TAG}/s'><iframe src='{FILM}/s'></iframe>`</script>"
    ),
    "declared shadow root": Kind(
        f"<div><template shadowrootmode=open><img src={TAG}/d><iframe src={FILM}/d></iframe>"
        "</template></div>"
    ),
    "modules": Kind(
        "",
        f'<script type=importmap>{{"imports": {{"a": "{TAG}/a.js"}}}}</script>'
        f"<script type=module>import '{TAG}/m.js'</script>"
        f"<script type=module src='{OTHER}/m.js'></script><link rel=modulepreload href={TAG}/p.js>",
    ),
    "loading on demand": Kind(f"<script>import('{TAG}/i.js').catch(() => 0)</script>"),
    # Code is not read for addresses that nobody named, and no script can stand in for `import`.
    "modules of somebody unheard of": Kind(
        f"<script>import('{OTHER}/i.js').catch(() => 0)</script>", has_policy=True
    ),
    "hints": Kind(
        "",
        f"<link rel=preconnect href={TAG}><link rel=dns-prefetch href={OTHER}>"
        f"<link rel=preload as=image href={TAG}/p.png><link rel=prefetch href={OTHER}/p>",
    ),
    "web fonts": Kind(
        "<p>Texte</p>",
        f"<link rel=stylesheet href='{OTHER}/css?family=Lato'>"
        f"<link rel=preload as=font crossorigin href='{OTHER}/lato.woff2'>",
    ),
    "style sheet of the page": Kind(
        "<p class=b>Texte</p>",
        f"<style>@import '{OTHER}/a.css'; .b {{ background: url({TAG}/b) }}</style>",
        has_policy=True,
    ),
    "pictures": Kind(
        f"<picture><source srcset='{TAG}/1 1x, {TAG}/2 2x'><img src={TAG}/3 width=9></picture>"
        f"<img srcset='{TAG}/4 2x' src=/own.png width=9>"
    ),
    "films and sounds": Kind(
        f"<video poster={TAG}/p src={TAG}/v autoplay muted></video>"
        f"<audio autoplay><source src={TAG}/s></audio>"
    ),
    "objects": Kind(f"<object data='{FILM}/o'></object><embed src='{FILM}/e'>"),
    "signals at the end": Kind(
        "<script>addEventListener('pagehide',"
        f"() => navigator.sendBeacon('{TAG}/end', 'a'))</script>"
    ),
    "requests by script": Kind(
        f"<script>fetch('{TAG}/f'); const x = new XMLHttpRequest(); x.open('GET', '{TAG}/x');"
        "x.send()</script>"
    ),
    "old markup": Kind(
        f"<CENTER><SCRIPT LANGUAGE=javascript SRC={TAG}/o.js></SCRIPT>"
        f"<IMG SRC={TAG}/o WIDTH=1><IFRAME SRC={FILM}/o></IFRAME></CENTER>"
    ),
    "long": Kind("<p>texte</p>" * 20_000 + f"<script src={TAG}/end.js></script>"),
    "right to left": Kind(f"<div dir=rtl lang=ar>نص</div><script src={TAG}/r.js></script>"),
}


def add(stub: Stub, kind: Kind) -> str:
    """The page as the site's server sends it; gives its address."""
    free = [*FREE, urlsplit(stub.service).netloc]
    rules = RulesDocument(own=["shop.example"], free=free, services=SERVICES)
    said = {"own": rules.own, "free": free, "unknown": rules.unknown, "services": [
        {"key": one.key, "purpose": one.purpose, "hosts": one.hosts} for one in SERVICES
    ]}  # fmt: skip
    code = guard_code(said, set()).decode()
    headers = {name: text.format(service=stub.service) for name, text in kind.headers.items()}
    if kind.has_policy:
        headers["Content-Security-Policy"] = csp.policy(rules)
        head = stub.snippet + kind.head
    else:
        head = f"<script nonce=a>{code}</script>{stub.snippet}{kind.head}"
    address = stub.add("/", f"<h1>Boutique</h1>{kind.body}", head, **headers)
    page = stub.pages["/"]
    page.html = rewrite(page.html, rules.ready()).html
    return address


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_nobody_is_asked_before_a_choice_and_after_a_refusal(
    kind: Kind, stub: Stub, page: Page, world: World
) -> None:
    """CNIL-01, WEB-12: 0 cookies, 0 stored, 0 requests to others, before and after a refusal."""
    address = add(stub, kind)
    page.goto(address)
    region(page).wait_for()
    settle(page)
    assert set(world.asked) <= set(kind.free)
    assert cookies(page.context) == {}
    assert stored(page) == NOTHING
    action(page, "refuse").click()
    page.goto(address)
    region(page).wait_for()
    settle(page)
    # Back and forth: a page that the browser kept alive asks nobody either.
    page.goto(stub.add("/elsewhere", "<h1>Ailleurs</h1>"))
    page.go_back()
    settle(page)
    assert set(world.asked) <= set(kind.free)
    assert set(cookies(page.context)) == {"eu-consent"}
    assert {**stored(page), "cookie": ""} == NOTHING


# A browser that runs scripts asks for no noscript pixel, and tells nobody of a beacon at the end.
UNSEEN = ("noscript pixel", "signals at the end")
ASKING = {name: kind for name, kind in KINDS.items() if name not in UNSEEN}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ASKING.values(), ids=ASKING)
def test_unmarked_and_unguarded_each_of_them_asks(
    kind: Kind, stub: Stub, page: Page, world: World
) -> None:
    """Otherwise the test above would prove nothing."""
    headers = {
        name: text.format(service=f"{stub.service} *") for name, text in kind.headers.items()
    }
    page.goto(stub.add("/", kind.body, kind.head, **headers))
    settle(page)
    page.goto(stub.add("/elsewhere", "<h1>Ailleurs</h1>"))
    settle(page)
    assert set(world.asked) - set(kind.free)
