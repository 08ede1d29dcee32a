"""Accept, refuse, customise, withdraw: what each does to tags, cookies and the record."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.stub import GRANT, RECORD_ID, Stub
from tests.browser.visitor import (
    action,
    choice,
    cookies,
    dialog,
    ran,
    region,
    settle,
    shop,
    stored,
    visit,
    wait_ran,
    wait_sent,
)

pytestmark = pytest.mark.browser

IN_ORDER = ["slow-1", "inline-2", "4", "3"]
OFF = {"preferences": False, "statistics": False, "marketing": False, "media": False}
ON = dict.fromkeys(OFF, True)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def test_refusing_keeps_everything_out_and_stores_no_identifier(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """CNIL-03, CNIL-22, SAN-02, SAN-03, SAN-11: one click; a readable cookie, no identifier."""
    visit(page, shop(stub))
    action(page, "refuse").click()
    (record,) = wait_sent(page, stub, "/api/consent")
    settle(page)
    assert record["action"] == "refuse"
    assert record["purposes"] == OFF
    assert "grant" not in record
    assert set(cookies(context)) == {"eu-consent"}
    fields = choice(context)
    assert set(fields) == {*OFF, "revision", "at"}
    assert {fields[name] for name in OFF} == {"false"}
    assert stub.third_party_hits() == []
    assert ran(page) == []
    assert stub.sent("/api/event") == []
    page.reload()
    settle(page)
    assert action(page, "accept").count() == 0
    assert stub.third_party_hits() == []
    assert len(stub.sent("/api/consent")) == 1


def test_accepting_runs_each_tag_once_in_document_order(stub: Stub, page: Page) -> None:
    """WEB-13: blocking tags wait for each other, deferred ones come last, unknown ones never."""
    visit(page, shop(stub))
    action(page, "accept").click()
    wait_ran(page, 4)
    settle(page)
    assert ran(page) == IN_ORDER
    hits = stub.third_party_hits()
    assert sorted(hits) == sorted(
        ["/tag/slow-1.js", "/tag/3.js", "/tag/4.js", "/tag/frame", "/tag/pixel"]
    )
    box = page.locator("iframe").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (564, 319)


def test_accepting_is_recorded_with_all_that_proof_needs(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """The interface: one POST, no preflight, no credentials, no query of the page."""
    visit(page, shop(stub) + "?gclid=secret#part")
    action(page, "accept").click()
    (record,) = wait_sent(page, stub, "/api/consent")
    assert UUID.fullmatch(record.pop("key"))
    assert record == {
        "site": "k3xampleDemoSite",
        "action": "accept",
        "purposes": ON,
        "revision": 3,
        "lang": "fr",
        "source": "banner",
        "page": f"{stub.site}/",
    }
    (hit,) = [hit for hit in stub.hits if hit.path == "/api/consent"]
    assert hit.method == "POST"
    assert hit.headers["content-type"].startswith("text/plain")
    assert "cookie" not in hit.headers
    wait_sent(page, stub, "/api/event")
    fields = choice(context)
    assert (fields["id"], fields["grant"]) == (RECORD_ID, GRANT)
    assert abs(int(fields["at"]) - time.time()) < 10
    kept = cookies(context)["eu-consent"]
    assert kept["path"] == "/"
    assert kept["sameSite"] == "Lax"
    assert abs(kept["expires"] - int(fields["at"]) - 182 * 86400) < 5


def test_a_later_visit_releases_on_load_and_never_extends_the_choice(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """CNIL-12: no banner, tags at once, same end of the choice."""
    address = shop(stub)
    visit(page, address)
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    before = cookies(context)
    page.wait_for_timeout(1100)
    visit(page, address)
    wait_ran(page, 4)
    assert ran(page) == IN_ORDER
    assert action(page, "accept").count() == 0
    after = cookies(context)
    assert {name: c["expires"] for name, c in before.items()} == {
        name: c["expires"] for name, c in after.items()
    }
    assert len(stub.sent("/api/consent")) == 1


def test_saving_stores_exactly_what_the_switches_show(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """EDPB-11, GDPR-04: "Save" stores what is shown; only the tags of that purpose come."""
    visit(page, shop(stub))
    action(page, "customise").click()
    page.get_by_role("switch", name="Contenus intégrés").check()
    action(page, "save").click()
    (record,) = wait_sent(page, stub, "/api/consent")
    settle(page)
    assert (record["action"], record["source"]) == ("custom", "panel")
    assert record["purposes"] == {**OFF, "media": True}
    assert stub.third_party_hits() == ["/tag/frame"]
    assert "temoin_id" not in cookies(context)
    action(page, "open").click()
    expect(page.get_by_role("switch", name="Contenus intégrés")).to_be_checked()
    expect(page.get_by_role("switch", name="Publicité")).not_to_be_checked()


def test_withdrawing_takes_one_click_and_really_withdraws(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """CNIL-14, CNIL-15, AUD-08, SAN-11: one click; nothing runs or is sent on the next page."""
    address = shop(stub)
    visit(page, address)
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    assert "temoin_id" in cookies(context)
    action(page, "withdraw").click()
    _, record = wait_sent(page, stub, "/api/consent", 2)
    assert (record["action"], record["purposes"], record["grant"]) == ("withdraw", OFF, GRANT)
    ours = {name: c for name, c in cookies(context).items() if c["domain"] == "127.0.0.1"}
    assert set(ours) == {"eu-consent"}
    assert set(choice(context)) == {*OFF, "revision", "at"}
    expect(page.get_by_role("status")).to_have_text("Votre choix est enregistré.")
    stub.hits.clear()
    visit(page, address)
    settle(page)
    assert stub.third_party_hits() == []
    assert stub.sent("/api/event") == []
    assert ran(page) == []
    assert stored(page)["local"] == 0


def test_withdrawing_from_the_panel_does_the_same(
    stub: Stub, page: Page, context: BrowserContext
) -> None:
    """CNIL-14: the panel offers withdrawal once something is granted, and shows the record."""
    visit(page, shop(stub))
    action(page, "customise").click()
    assert action(page, "withdraw").count() == 0
    action(page, "accept").click()
    wait_sent(page, stub, "/api/event")
    action(page, "open").click()
    expect(dialog(page).locator(".receipt code")).to_have_text(RECORD_ID)
    action(page, "withdraw").click()
    expect(dialog(page)).to_have_count(0)
    _, record = wait_sent(page, stub, "/api/consent", 2)
    assert (record["action"], record["source"]) == ("withdraw", "panel")
    assert "temoin_id" not in cookies(context)


def test_the_page_can_open_the_panel_itself(stub: Stub, page: Page) -> None:
    """Contract: any `data-temoin-open` element, and focus returns to it."""
    address = stub.add("/", "<p><a href='#' data-temoin-open><b>Cookies</b></a></p>", stub.snippet)
    visit(page, address)
    page.click("b")
    expect(dialog(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    assert page.evaluate("document.activeElement.hasAttribute('data-temoin-open')")
    assert page.url == address


def test_tags_added_later_wait_or_run_by_the_choice(stub: Stub, page: Page) -> None:
    """WEB-12: elements that a script adds after the choice obey it too."""
    visit(page, shop(stub))
    add = """([purpose, src]) => {
      const tag = document.createElement('script');
      tag.type = 'text/plain'; tag.dataset.temoin = purpose; tag.setAttribute('src', src);
      document.body.append(tag);
    }"""
    page.evaluate(add, ["preferences", f"{stub.third_party}/tag/early.js"])
    settle(page)
    assert stub.third_party_hits() == []
    page.evaluate("temoin.set({preferences: true})")
    page.wait_for_function("window.ran && window.ran.includes('early')")
    page.evaluate(add, ["preferences", f"{stub.third_party}/tag/late.js"])
    page.evaluate(add, ["marketing", f"{stub.third_party}/tag/never.js"])
    page.wait_for_function("window.ran.includes('late')")
    settle(page)
    assert ran(page) == ["early", "late"]


def test_attributes_survive_the_release(stub: Stub, page: Page) -> None:
    """WEB-13: async, defer, type, integrity, crossorigin, referrerpolicy, id, class stay."""
    tag = (
        f'<script type="text/plain" data-type="module" data-temoin="media" id="m" class="c" '
        f'crossorigin="anonymous" referrerpolicy="no-referrer" src="{stub.third_party}/tag/mod.js">'
        f'</script><script type="text/plain" data-temoin="media" async id="a" '
        f'src="{stub.third_party}/tag/missing.js"></script>'
        f'<script type="text/plain" data-temoin="media" '
        f'src="{stub.third_party}/tag/last.js"></script>'
    )
    visit(page, stub.add("/", tag, stub.snippet))
    action(page, "accept").click()
    wait_ran(page, 2)
    assert ran(page) == ["last", "mod"]
    kept = page.evaluate(
        "[m.type, m.className, m.crossOrigin, m.referrerPolicy, a.async, a.type, m.dataset.type]"
    )
    assert kept == ["module", "c", "anonymous", "no-referrer", True, "", None]


def test_the_pages_handlers_hear_of_a_released_script(stub: Stub, page: Page) -> None:
    """WEB-13: as property, attribute and listener, once each; an error too."""
    visit(page, shop(stub))
    page.evaluate(
        """third => {
          window.heard = [];
          const add = (src, attributes) => {
            const s = Object.assign(document.createElement('script'), {type: 'text/plain'});
            s.dataset.temoin = 'marketing';
            s.setAttribute('src', src);
            for (const name in attributes) s.setAttribute(name, attributes[name]);
            document.head.append(s);
            return s;
          };
          const one = add(third + '/tag/9.js', {});
          one.onload = () => heard.push('property');
          one.addEventListener('load', () => heard.push('listener'));
          add(third + '/tag/8.js', {onload: "heard.push('attribute')"});
          add('http://127.0.0.1:1/gone.js', {}).onerror = () => heard.push('error');
        }""",
        stub.third_party,
    )
    action(page, "accept").click()
    page.wait_for_function("heard.length >= 4")
    settle(page)
    assert page.evaluate("heard") == ["property", "listener", "attribute", "error"]


def test_necessary_tags_run_without_a_choice(stub: Stub, page: Page) -> None:
    """Contract: `necessary` needs no consent."""
    tag = '<script type="text/plain" data-temoin="necessary">window.ran=["needed"]</script>'
    visit(page, stub.add("/", tag, stub.snippet))
    wait_ran(page, 1)
    assert region(page).get_attribute("class") == "banner"


def test_an_inline_tag_is_never_run_half_read(stub: Stub, page: Page) -> None:
    """WEB-13: while the parser is inside a long inline tag, the tag waits for its end."""
    filler = "/*" + "x" * 300_000 + "*/"
    body = (
        f'<script type="text/plain" data-temoin="necessary">window.ran=["a"];{filler}'
        'window.ran.push("b")</script>'
    )
    head = f'<script src="{stub.service}/t/k3xampleDemoSite.js"></script>'
    page.goto(stub.add("/", body, head))
    wait_ran(page, 2)
    assert ran(page) == ["a", "b"]


def test_images_and_films_get_every_address_back(stub: Stub, page: Page) -> None:
    """WEB-13: what a page's server held back as src, srcset or poster shows after consent."""
    tag = f"{stub.third_party}/tag"
    held = (
        f'<img data-temoin="media" data-src="{tag}/1-pixel" data-srcset="{tag}/2-pixel 2x" alt="">'
        f'<video data-temoin="media" data-src="{tag}/film" data-poster="{tag}/3-pixel"></video>'
    )
    visit(page, stub.add("/", held, stub.snippet))
    assert stub.third_party_hits() == []
    action(page, "accept").click()
    page.wait_for_selector("video[src]", state="attached")
    assert page.locator("img").get_attribute("srcset") == f"{tag}/2-pixel 2x"
    assert page.locator("video").get_attribute("poster") == f"{tag}/3-pixel"
    assert page.locator("[data-src],[data-srcset],[data-poster]").count() == 0


@pytest.mark.parametrize("is_strict", [False, True], ids=["free", "strict"])
def test_sources_and_plug_ins_get_their_addresses_back(
    is_strict: bool, stub: Stub, page: Page
) -> None:
    """WEB-13, WEB-01: also under Trusted Types, which take a plug-in's address for code."""
    tag = f"{stub.third_party}/tag"
    held = (
        f'<picture><source data-temoin="media" data-srcset="{tag}/1-pixel"><img alt=""></picture>'
        f'<video><source data-temoin="media" data-src="{tag}/2-pixel"></video>'
        f'<embed data-temoin="media" data-src="{tag}/3-frame">'
        f'<object data-temoin="media" data-data="{tag}/4-frame"></object>'
        f'<object data-temoin="media" data-data="javascript:window.hostile=1"></object>'
    )
    policy = f"script-src {stub.service}; require-trusted-types-for 'script'; trusted-types temoin"
    headers = {"Content_Security_Policy": policy} if is_strict else {}
    visit(page, stub.add("/", held, stub.snippet, **headers))
    settle(page)
    assert stub.third_party_hits() == []
    action(page, "accept").click()
    page.locator("object[data]").wait_for(state="attached")
    settle(page)
    assert sorted(set(stub.third_party_hits())) == [
        "/tag/1-pixel", "/tag/2-pixel", "/tag/3-frame", "/tag/4-frame",
    ]  # fmt: skip
    assert page.evaluate("window.hostile") is None
