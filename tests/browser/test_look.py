"""Equal buttons, contrast, themes, reflow to 400 % zoom, right to left, no layout shift."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page

from tests.browser.stub import Stub
from tests.browser.stub_config import snippet_config
from tests.browser.visitor import action, dialog, region, settle, shop, visit

pytestmark = pytest.mark.browser

EQUAL = [
    "color",
    "backgroundColor",
    "backgroundImage",
    "fontSize",
    "fontWeight",
    "fontFamily",
    "borderTopColor",
    "borderTopWidth",
    "borderTopStyle",
    "borderRadius",
    "boxShadow",
    "opacity",
    "textDecorationLine",
    "textTransform",
    "letterSpacing",
    "paddingTop",
    "paddingLeft",
    "cursor",
    "visibility",
]
LOOK = "(e, names) => names.map(n => getComputedStyle(e)[n])"

CONTRAST = """e => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const light = c => {
    canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const clear = c => c === 'transparent' || c === 'rgba(0, 0, 0, 0)';
  let back = e;
  while (clear(getComputedStyle(back).backgroundColor)) back = back.parentElement;
  const [a, b] = [light(getComputedStyle(e).color), light(getComputedStyle(back).backgroundColor)];
  return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
}"""

UNCOVERED = """e => { const r = e.getBoundingClientRect(), x = r.x + r.width / 2;
  return [r.y + 3, r.y + r.height / 2, r.bottom - 3]
    .every(y => e.getRootNode().elementFromPoint(x, y) === e); }"""

SIZES = [(1440, 900), (768, 1024), (390, 844), (320, 568), (320, 256)]


def box(locator: Locator) -> FloatRect:
    """Where an element is; it must be somewhere."""
    found = locator.bounding_box()
    assert found is not None
    return found


def open_at(browser: Browser, stub: Stub, width: int, height: int, **options: Any) -> Page:
    """A fresh profile in a window of that size, on the shop's page."""
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    page = context.new_page()
    page.set_default_timeout(8000)
    visit(page, stub.add("/", "<h1>Boutique</h1><p>Texte de la page.</p>", stub.snippet))
    return page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_accept_and_refuse_are_equal_at_every_size(
    size: tuple[int, int], scheme: str, lang: str, stub: Stub, chromium: Browser
) -> None:
    """CNIL-04, EDPB-05, JUR-04, A11Y-02, A11Y-08: same look and size, on screen, 44 px."""
    stub.lang = lang
    page = open_at(chromium, stub, *size, color_scheme=scheme)
    accept, refuse, customise = (action(page, n) for n in ("accept", "refuse", "customise"))
    assert accept.evaluate(LOOK, EQUAL) == refuse.evaluate(LOOK, EQUAL)
    one, two, three = box(accept), box(refuse), box(customise)
    assert (one["width"], one["height"]) == (two["width"], two["height"])
    for place in (one, two, three):
        assert place["height"] >= 44
        assert place["width"] >= 44
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= size[0]
        assert place["y"] >= 0
        assert place["y"] + place["height"] <= size[1]
    for button in (
        accept,
        refuse,
        customise,
        region(page).locator("h2"),
        region(page).locator("li").first,
    ):
        assert button.evaluate(CONTRAST) >= 4.5
    page.context.close()


@pytest.mark.parametrize(
    ("size", "most"),
    [((390, 844), 0.201), ((320, 568), 0.35), ((320, 256), 0.60), ((1440, 900), 0.30)],
)
def test_the_banner_covers_little_and_cuts_nothing(
    size: tuple[int, int], most: float, stub: Stub, chromium: Browser
) -> None:
    """A11Y-08: cover of the window; what does not fit scrolls one way only, to its very end."""
    page = open_at(chromium, stub, *size)
    cover = box(region(page))
    assert cover["width"] * cover["height"] / (size[0] * size[1]) <= most
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    cut = region(page).evaluate(
        "s => [s, ...s.querySelectorAll('*')].filter(e => e.scrollWidth > e.clientWidth + 1"
        " && getComputedStyle(e).display !== 'inline').map(e => e.className || e.localName)"
    )
    assert cut == []
    action(page, "more").scroll_into_view_if_needed()
    last, words = box(action(page, "more")), box(region(page).locator(".words"))
    assert last["y"] + last["height"] <= words["y"] + words["height"] + 1
    page.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_the_panel_fits_and_every_control_is_reachable(
    size: tuple[int, int], stub: Stub, chromium: Browser
) -> None:
    """A11Y-08, EDPB-04: the panel reflows; refusing stands there beside accepting."""
    page = open_at(chromium, stub, *size)
    action(page, "customise").click()
    dialog(page).wait_for()
    sheet = dialog(page)
    assert sheet.evaluate("e => e.scrollWidth <= e.clientWidth")
    accept, refuse = action(page, "accept"), action(page, "refuse")
    assert accept.evaluate(LOOK, EQUAL) == refuse.evaluate(LOOK, EQUAL)
    assert (box(accept)["width"], box(accept)["height"]) == (
        box(refuse)["width"],
        box(refuse)["height"],
    )
    for name in ("close", "refuse", "accept", "save"):
        action(page, name).scroll_into_view_if_needed()
        place = box(action(page, name))
        assert place["height"] >= 44
        assert 0 <= place["y"] <= place["y"] + place["height"] <= size[1] + 1
    page.context.close()


def whole(page: Page, width: int, height: int) -> None:
    """The three buttons are on screen with all their text."""
    for name in ("refuse", "accept", "customise"):
        button = action(page, name)
        assert button.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
        place = box(button)
        assert 0 <= place["x"] <= place["x"] + place["width"] <= width
        assert 0 <= place["y"] <= place["y"] + place["height"] <= height


SENTENCE = "Personnaliser mes choix pour chacun des usages et pour chacun des destinataires"
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


EVERY = ["refuse", "accept", "customise"]


@pytest.mark.parametrize(
    ("label", "names"),
    [(SENTENCE, ["customise"]), (SENTENCE, ["refuse"]), (SENTENCE, EVERY), (WORD, EVERY)],
    ids=["one", "refuse", "all", "unbreakable"],
)
@pytest.mark.parametrize(
    ("size", "position"),
    [
        ((390, 844), "bottom"),
        ((320, 568), "bottom"),
        ((320, 256), "bottom"),
        ((600, 500), "center"),
    ],
)
def test_long_labels_push_no_button_out_of_reach(
    label: str,
    names: list[str],
    size: tuple[int, int],
    position: str,
    stub: Stub,
    chromium: Browser,
) -> None:
    """A11Y-08, CNIL-04: each can be brought on screen whole and nothing lies over it; equal."""
    shown = snippet_config(stub.service, "fr")
    assert len(label) >= 79
    stub.config = {
        "texts": {**shown["texts"], **dict.fromkeys(names, label)},
        "position": position,
    }
    page = open_at(chromium, stub, *size)
    for name in ("more", "refuse", "accept", "customise"):
        button = action(page, name)
        button.scroll_into_view_if_needed()
        place = box(button)
        assert 0 <= place["x"] <= place["x"] + place["width"] <= size[0]
        assert 0 <= place["y"] <= place["y"] + place["height"] <= size[1]
        assert button.evaluate(UNCOVERED), name
    one, two = box(action(page, "accept")), box(action(page, "refuse"))
    assert (one["width"], one["height"]) == (two["width"], two["height"])
    page.context.close()


def test_spaced_text_cuts_nothing(stub: Stub, chromium: Browser) -> None:
    """WCAG 1.4.12: buttons stay whole with the reader's own spacing."""
    page = open_at(chromium, stub, 390, 844)
    page.locator("temoin-banner").evaluate("""host => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`*{line-height:1.5!important;letter-spacing:.12em!important;
        word-spacing:.16em!important} p{margin-bottom:2em!important}`);
      host.shadowRoot.adoptedStyleSheets = [...host.shadowRoot.adoptedStyleSheets, sheet];
    }""")
    whole(page, 390, 844)
    page.context.close()


def test_doubled_text_cuts_nothing(stub: Stub, chromium: Browser) -> None:
    """WCAG 1.4.4: the reader's browser has its text at 200 %, as the settings of a phone do."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    sizes = {"fontSizes": {"standard": 32, "fixed": 26}}
    context.new_cdp_session(page).send("Page.setFontSizes", sizes)
    visit(page, stub.add("/", "<h1>Boutique</h1>", stub.snippet))
    size = action(page, "accept").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 24
    whole(page, 390, 844)
    context.close()


def test_the_banner_shifts_nothing(stub: Stub, page: Page) -> None:
    """WEB-17: layout-shift score 0, from the first paint to the last message after the choice."""
    page.add_init_script("""window.shift = 0; new PerformanceObserver(list => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({type: 'layout-shift', buffered: true})""")
    visit(page, stub.add("/", "<h1>Boutique</h1><p>Texte de la page.</p>", stub.snippet))
    settle(page)
    action(page, "refuse").click()
    page.wait_for_timeout(6500)
    assert page.get_by_role("status").inner_text() == ""
    assert page.evaluate("window.shift") == 0


def test_right_to_left_mirrors_the_corner(stub: Stub, page: Page) -> None:
    """A11Y-11: `dir` and `lang` on the banner, logical properties throughout."""
    stub.config = {"dir": "rtl", "lang": "ar"}
    visit(page, shop(stub))
    assert region(page).get_attribute("lang") == "ar"
    assert box(action(page, "refuse"))["x"] < 640
    action(page, "refuse").click()
    place = box(region(page))
    assert place["x"] + place["width"] > 1200


def test_the_corner_control_is_small_and_at_the_same_place(stub: Stub, page: Page) -> None:
    """CNIL-14, EDPB-09, A11Y-13: bottom left on every page after the decision."""
    visit(page, shop(stub))
    action(page, "refuse").click()
    page.reload()
    place = box(region(page))
    assert place["x"] <= 20
    assert place["y"] + place["height"] >= 780
    assert place["width"] <= 200
    assert box(action(page, "open"))["height"] >= 44


def test_styles_of_the_page_change_nothing(stub: Stub, page: Page) -> None:
    """Hardened embedding: a theme with rules for everything reaches no part of the banner."""
    visit(page, shop(stub))
    before = action(page, "accept").evaluate(LOOK, EQUAL), box(region(page))
    head = """<style>* {all: unset !important; font: 9px cursive !important; display: none}
      html {font-size: 5px !important}
      temoin-banner {display: none !important; opacity: 0 !important;
      --accent: red !important; --radius: 50 !important; zoom: 3 !important}</style>"""
    visit(page, shop(stub, head=head))
    assert (action(page, "accept").evaluate(LOOK, EQUAL), box(region(page))) == before


@pytest.mark.parametrize("position", ["bottom-left", "bottom-right", "center"])
def test_every_position_of_the_theme_stays_on_screen(position: str, stub: Stub, page: Page) -> None:
    """The theme's four places, all with the same equal buttons."""
    stub.config = {"position": position}
    visit(page, shop(stub))
    place = box(region(page))
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= 1280
    assert place["y"] + place["height"] <= 800
    middle = place["x"] + place["width"] / 2
    assert {
        "bottom-left": middle < 400,
        "bottom-right": middle > 880,
        "center": 600 < middle < 680,
    }[position]
    assert box(action(page, "accept"))["width"] == box(action(page, "refuse"))["width"]
