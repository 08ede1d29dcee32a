"""The banner's colours stay readable, and accept and refuse stay equal."""

from __future__ import annotations

import pytest

from temoin.core.errors import InvalidInput
from temoin.sites.defaults import default_document
from temoin.sites.document import load_document
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
    ],
    ids=str,
)
def test_a_theme_that_hides_a_choice_is_refused(theme: dict[str, object]) -> None:
    """EDPB-05, CNIL-04: there is no setting by which refusing could look weaker."""
    with pytest.raises(InvalidInput) as caught:
        load_document({**default_document("Shop", ["shop.example"]), "theme": theme})
    assert "theme" in caught.value.fields
