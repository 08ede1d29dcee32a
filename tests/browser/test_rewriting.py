"""Pages whose tags were held back on the server: nothing leaves before a choice, all runs after."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from temoin.rewriting import csp
from temoin.rewriting.marking import rewrite
from temoin.rewriting.rules import RulesDocument, Service
from tests.browser.stub import Stub
from tests.browser.visitor import action, visit

pytestmark = pytest.mark.browser


def rules_of(stub: Stub) -> RulesDocument:
    """What the service would say: one vendor is named, everything else is unknown."""
    known = ["localhost/tag/inserted", "localhost/tag/picture"]
    free = [stub.service.removeprefix("http://")]
    vendor = Service(key="tags", purpose="statistics", hosts=known)
    return RulesDocument(own=["shop.example"], free=free, services=[vendor])


def add_page(stub: Stub, **headers: str) -> str:
    """A page with every kind of tag, marked as the site's rules say; gives its address."""
    tag = f"{stub.third_party}/tag"
    head = (
        f'<link rel="preconnect" href="{stub.third_party}">'
        f'<link rel="preload" as="script" href="{tag}/preload.js">'
        f'<link rel="stylesheet" href="{tag}/style.js">{stub.snippet}'
        f'<script src="{tag}/blocking.js"></script><script async src="{tag}/async.js"></script>'
        f'<script defer src="{tag}/deferred.js"></script>'
        f'<script type="module" src="{tag}/module.js"></script>'
        f"<script>(function(d,s){{s=d.createElement('script');s.src='{tag}/inserted.js';"
        "d.head.append(s)})(document)</script>"
        f"<script>window.state = {{a: 'b'}}</script>"
    )
    body = (
        f"<main><h1>Boutique</h1><iframe src='{tag}/frame' width=300 height=200></iframe>"
        f'<img src="{tag}/pixel" width=1 height=1><img src="/own.png" srcset="{tag}/2/pixel 2x"'
        f' hidden><noscript><img src="{tag}/noscript-pixel" width=1></noscript>'
        f'<video poster="{tag}/poster-pixel" src="{tag}/film-pixel"></video></main>'
    )
    body += (
        f'<embed src="{tag}/embed-frame"><object data="{tag}/object-frame"></object>'
        f'<picture><source srcset="{tag}/picture-pixel"><img src="/own.png" alt=""></picture>'
        f'<iframe srcdoc="&lt;img width=1 src={tag}/inner-pixel>"></iframe>'
    )
    address = stub.add("/", body.replace("/own.png", f"{stub.site}/own.png"), head, **headers)
    page = stub.pages["/"]
    page.html = rewrite(page.html, rules_of(stub).ready()).html
    return address


def test_nothing_leaves_before_a_choice_and_after_a_refusal(stub: Stub, page: Page) -> None:
    """WEB-12, CNIL-01: also what the preload scanner would ask for."""
    visit(page, add_page(stub))
    page.wait_for_timeout(800)
    assert page.evaluate("window.state.a") == "b"
    assert stub.third_party_hits() == []
    action(page, "refuse").click()
    page.reload()
    page.wait_for_timeout(800)
    assert stub.third_party_hits() == []


def test_the_policy_has_nothing_to_say_of_such_a_page(stub: Stub, page: Page) -> None:
    """CNIL-01: the generated policy is the proof; the banner itself lives under it."""
    page.add_init_script(
        "window.broken=[];addEventListener('securitypolicyviolation',"
        "e=>broken.push(e.effectiveDirective+' '+e.blockedURI))"
    )
    visit(page, add_page(stub, Content_Security_Policy=csp.policy(rules_of(stub))))
    page.wait_for_timeout(500)
    assert page.evaluate("window.broken") == []
    page.evaluate(f"document.head.append(new Image().src='{stub.third_party}/tag/pixel')")
    page.wait_for_function("window.broken.length")
    assert stub.third_party_hits() == []


def test_without_scripts_nothing_leaves_at_all(stub: Stub, chromium: Browser) -> None:
    """WEB-12: noscript pixels."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(add_page(stub))
    page.wait_for_timeout(500)
    assert stub.third_party_hits() == []
    context.close()


def test_everything_runs_once_after_acceptance(stub: Stub, page: Page) -> None:
    """WEB-13: in the order of the page, deferred ones last."""
    visit(page, add_page(stub))
    action(page, "accept").click()
    page.wait_for_function("window.ran && window.ran.includes('module')")
    page.wait_for_timeout(800)
    ran = page.evaluate("window.ran")
    assert sorted(ran) == ["async", "blocking", "deferred", "inserted", "module"]
    assert [name for name in ran if name in ("blocking", "deferred", "module")] == [
        *("blocking", "deferred", "module")
    ]
    asked = stub.third_party_hits()
    for path in ("frame", "pixel", "2/pixel", "poster-pixel", "film-pixel", "style.js"):
        assert asked.count(f"/tag/{path}") >= (path != "2/pixel"), path
    assert "/tag/noscript-pixel" not in asked
