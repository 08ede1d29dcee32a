"""What a theme makes of the banner: logo, font, light or dark, and the control in the corner."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from temoin.banner.look import rules_of_look
from temoin.sites.defaults import default_document
from temoin.sites.document import load_document
from temoin.sites.theme import DARK, LIGHT
from tests.browser.stub import Stub
from tests.browser.stub_config import snippet_config
from tests.browser.visitor import action, dialog, region, visit

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FINDINGS = "async () => (await axe.run(document)).violations.map(v => [v.id, v.nodes.length])"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40">'
    '<rect width="120" height="40" fill="#c33"/></svg>'
)
BODY = "<main><h1>Boutique</h1><p>Texte</p><button data-temoin-open>Mes choix</button></main>"
LONG = "Société coopérative des boulangeries réunies de Bretagne et des Pays de la Loire SA"


def themed(stub: Stub, head: str = "", **theme: Any) -> str:
    """A page whose site has this theme; gives its address."""
    document = default_document("Ma boutique", ["shop.example"])
    own = {**theme, **({"logo": "https://shop.example/logo.svg"} if "logo" in theme else {})}
    look = rules_of_look(load_document({**document, "theme": own}).raw)
    # The test's site has no certificate.
    stub.config["look"] = look.replace("https://shop.example", stub.site)
    return stub.add("/", BODY, head + stub.snippet)


def style(page: Page, name: str) -> str:
    """A computed property of the banner."""
    found = region(page).evaluate("(e, name) => getComputedStyle(e)[name]", name)
    assert isinstance(found, str)
    return found


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": {"width": 1280, "height": 800}},
        {"viewport": {"width": 390, "height": 844}},
        {"color_scheme": "dark"},
        {"forced_colors": "active"},
    ],
    ids=["desktop", "phone", "dark", "forced"],
)
def test_a_logo_comes_from_the_site_and_has_its_name(
    options: dict[str, Any], stub: Stub, chromium: Browser
) -> None:
    """WEB-17, A11Y-07: with a long controller too; one more request, to the site's own host."""
    context = chromium.new_context(**options)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(path=AXE)
    page.route("**/logo.svg", lambda r: r.fulfill(body=SVG, content_type="image/svg+xml"))
    texts = snippet_config(stub.service, stub.lang)["texts"]
    body = f"{texts['body']} Responsable du traitement\u00a0: {LONG}."
    stub.config["texts"] = {**texts, "body": body}
    visit(page, themed(stub, logo=""))
    expect(region(page)).to_contain_text(LONG)
    assert [url for url in asked if not url.startswith((stub.site, stub.service))] == []
    assert asked.count(f"{stub.site}/logo.svg") == 1
    expect(region(page).get_by_role("heading")).to_have_accessible_name(
        re.compile("^Ma boutique Vous décidez")
    )
    assert page.evaluate(FINDINGS) == []
    for name in ("accept", "refuse"):
        place = action(page, name).bounding_box()
        size = page.viewport_size
        assert place is not None
        assert size is not None
        assert place["y"] + place["height"] <= size["height"]
    context.close()


@pytest.mark.parametrize(("font", "family"), [("system", "system-ui"), ("page", "Georgia")])
def test_the_font_is_the_devices_or_the_pages(
    font: str, family: str, stub: Stub, page: Page
) -> None:
    """In the panel as on the first layer; no font is loaded for the banner."""
    head = "<style>body{font-family:Georgia,serif;font-size:9px;color:red}</style>"
    visit(page, themed(stub, head, font=font))
    assert family in style(page, "fontFamily")
    assert style(page, "color") == rgb(LIGHT["text"])
    action(page, "customise").click()
    dialog(page).wait_for()
    sheet = dialog(page).evaluate("e => getComputedStyle(e).fontFamily")
    assert family in sheet
    assert stub.third_party_hits() == []


@pytest.mark.parametrize("device", ["light", "dark"])
@pytest.mark.parametrize(
    ("scheme", "page_is", "shown"),
    [
        ("auto", "", None),
        ("light", "dark", LIGHT),
        ("dark", "light", DARK),
        ("page", "", LIGHT),
        ("page", "light", LIGHT),
        ("page", "dark", DARK),
        ("page", "light dark", None),
    ],
)
def test_light_or_dark_is_decided_by_whom_the_theme_names(
    scheme: str,
    page_is: str,
    shown: dict[str, str] | None,
    device: Any,
    stub: Stub,
    chromium: Browser,
) -> None:
    """A11Y-12: the visitor's device, the owner, or the page; None is the device."""
    context = chromium.new_context(color_scheme=device)
    page = context.new_page()
    head = f"<style>:root{{color-scheme:{page_is or 'normal'}}}</style>"
    visit(page, themed(stub, head, scheme=scheme))
    palette = shown or {"light": LIGHT, "dark": DARK}[device]
    assert style(page, "backgroundColor") == rgb(palette["background"])
    assert style(page, "color") == rgb(palette["text"])
    back = action(page, "refuse").evaluate("e => getComputedStyle(e).backgroundColor")
    assert back == rgb(palette["accent"])
    context.close()


@pytest.mark.parametrize(("direction", "reopen"), [("ltr", "right"), ("rtl", "left")])
def test_the_control_may_stand_at_the_other_side(
    direction: str, reopen: str, stub: Stub, page: Page
) -> None:
    """CNIL-14, EDPB-09, A11Y-13: at one place on every page, and what it says stays on screen."""
    stub.config["dir"] = direction
    visit(page, themed(stub, reopen=reopen))
    action(page, "accept").click()
    said, place = page.get_by_role("status").bounding_box(), region(page).bounding_box()
    assert said is not None
    assert place is not None
    for box in (said, place):
        assert 1200 < box["x"] + box["width"] <= 1280
    page.reload()
    assert region(page).bounding_box() == place


def test_the_control_may_be_an_icon(stub: Stub, page: Page) -> None:
    """A11Y-02, A11Y-07, CNIL-14: large enough, named; withdrawing stays one click in words."""
    page.add_init_script(path=AXE)
    visit(page, themed(stub, reopen_as="icon"))
    action(page, "accept").click()
    page.mouse.move(600, 300)
    page.reload()
    opening = action(page, "open")
    expect(opening).to_have_accessible_name("Gérer mes cookies")
    box = opening.bounding_box()
    assert box is not None
    assert 44 <= box["width"] <= 60
    assert box["height"] >= 44
    assert action(page, "withdraw").inner_text() == "Retirer"
    assert page.evaluate(FINDINGS) == []
    opening.hover()
    wide = opening.bounding_box()
    assert wide is not None
    assert wide["width"] > box["width"]
    action(page, "open").click()
    dialog(page).wait_for()


def test_the_page_may_have_the_only_control(stub: Stub, page: Page) -> None:
    """CNIL-14, EDPB-09: nothing in the corner; what was saved is said, the page opens the rest."""
    visit(page, themed(stub, reopen="none"))
    action(page, "accept").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(action(page, "open")).to_be_hidden()
    page.reload()
    page.wait_for_timeout(200)
    expect(action(page, "open")).to_be_hidden()
    page.locator("[data-temoin-open]").click()
    dialog(page).locator("[data-temoin-action=withdraw]").click()
    expect(page.get_by_role("status")).to_be_visible()
