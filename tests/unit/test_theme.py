"""The banner's colours stay readable, and accept and refuse stay equal."""

from __future__ import annotations

import pytest

from temoin.core.errors import InvalidInput
from temoin.sites.defaults import default_document
from temoin.sites.document import load_document
from temoin.sites.presets import PRESETS
from temoin.sites.theme import DARK, LIGHT, contrast


def test_contrast_follows_the_standard() -> None:
    """WCAG 2.2: black on white is 21, equal colours are 1."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_shipped_colours_pass(palette: dict[str, str]) -> None:
    """A11Y-01."""
    assert contrast(palette["text"], palette["background"]) >= 4.5
    assert contrast(palette["accent_text"], palette["accent"]) >= 4.5
    assert contrast(palette["accent"], palette["background"]) >= 3


@pytest.mark.parametrize(
    "theme",
    [
        {"accent": "#eeeeee"},
        {"text": "#cccccc"},
        {"dark": {"text": "#333333"}},
        {"accent": "red"},
        {"accent": "#fff;} *{display:none"},
        {"refuse_colour": "#dddddd"},
        {"position": "behind"},
        {"scheme": "dark", "dark": {"text": "#333333"}},
        {"scheme": "neon"},
        {"font": "Comic Sans, url(//x.example)"},
        {"reopen": "hidden"},
        {"reopen_as": ""},
    ],
    ids=str,
)
def test_a_theme_that_hides_a_choice_is_refused(theme: dict[str, object]) -> None:
    """EDPB-05, CNIL-04: there is no setting by which refusing could look weaker."""
    with pytest.raises(InvalidInput) as caught:
        load_document({**default_document("Shop", ["shop.example"]), "theme": theme})
    assert "theme" in caught.value.fields


@pytest.mark.parametrize("name", PRESETS)
def test_ready_made_colours_pass_every_rule(name: str) -> None:
    """A11Y-01: light and dark, by the rules of any theme."""
    theme = {**PRESETS[name], "scheme": "page"}
    kept = load_document({**default_document("Shop", ["shop.example"]), "theme": theme})
    assert kept.raw["theme"]["dark"] == PRESETS[name]["dark"]
    assert kept.raw["theme"]["scheme"] == "page"


DOMAINS = ["www.shop.example", "other.example:8443"]
OWN = [
    "",
    "https://www.shop.example/logo.svg",
    "https://shop.example/logo.svg?v=2",
    "https://static.shop.example/a%20b/logo.png",
    "https://other.example:8443/logo.png",
]
NOT_OWN = [
    "http://www.shop.example/logo.svg",
    "//www.shop.example/logo.svg",
    "https://www.shop.example",
    "https://cdn.example/logo.svg",
    "https://notshop.example/logo.svg",
    "https://shop.example.evil.example/logo.svg",
    "https://shop.example@evil.example/logo.svg",
    "https://evil.example/?https://shop.example/logo.svg",
    "https://other.example/logo.png",
    'https://shop.example/");background:url(//evil.example/x',
    "https://shop.example/a b.svg",
    "https://shop.example/logo.svg\n",
    "https://shop.example/\\22",
    "data:image/svg+xml,<svg/>",
    "https://shop.example/" + "x" * 200,
]


@pytest.mark.parametrize("logo", OWN)
def test_a_logo_of_the_site_itself_is_taken(logo: str) -> None:
    raw = {**default_document("Shop", DOMAINS), "theme": {"logo": logo}}
    assert load_document(raw).raw["theme"]["logo"] == logo


@pytest.mark.parametrize("logo", NOT_OWN)
@pytest.mark.parametrize("where", ["document", "arm"])
def test_a_logo_from_elsewhere_is_refused(logo: str, where: str) -> None:
    """EPR-01: showing the banner asks nobody else before a choice, in no arm of a test either."""
    raw = default_document("Shop", DOMAINS)
    if where == "arm":
        raw["experiment"] = {"arms": [{"key": "b", "theme": {"logo": logo}}]}
    else:
        raw["theme"] = {"logo": logo}
    with pytest.raises(InvalidInput) as caught:
        load_document(raw)
    assert "logo" in str(caught.value.fields)
