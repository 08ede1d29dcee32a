"""The style rules that a theme becomes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.banner.look import rules_of_look
from temoin.sites.defaults import default_document
from temoin.sites.document import load_document
from temoin.sites.theme import DARK, LIGHT

LOGO = "https://shop.example/logo.svg"


def rules(name: str = "Shop", **theme: Any) -> str:
    document = {**default_document("Shop", ["shop.example"]), "name": name, "theme": theme}
    return rules_of_look(load_document(document).raw)


def test_the_default_is_two_sets_of_colours_and_nothing_else() -> None:
    """What a site does not use costs its visitors no byte."""
    light, dark = (";".join(f"--{n}:{v}" for n, v in one.items()) for one in (LIGHT, DARK))
    assert rules() == (
        f"section,dialog{{{light};--radius:10}}"
        f"@media(prefers-color-scheme:dark){{section,dialog{{{dark};}}}}"
    )


@pytest.mark.parametrize(
    ("scheme", "has", "has_not"),
    [
        ("light", LIGHT["background"], DARK["background"]),
        ("dark", DARK["background"], LIGHT["background"] + ";--text"),
    ],
)
def test_a_fixed_scheme_has_one_set_of_colours(scheme: str, has: str, has_not: str) -> None:
    """A11Y-12."""
    made = rules(scheme=scheme)
    assert has in made
    assert has_not not in made
    assert f"color-scheme:{scheme}" in made
    assert "@media" not in made


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60))
def test_no_name_ends_the_text_that_it_stands_in(name: str) -> None:
    """V8: the name of the site is the description of its logo."""
    document = load_document(
        {**default_document("Shop", ["shop.example"]), "theme": {"logo": LOGO}}
    )
    made = rules_of_look({**document.raw, "name": name})
    (said,) = re.findall(r'"\\200b"/"(.*?)";display', made, re.DOTALL)
    assert not re.search(r'["\n<>{}]', said)
    plain = re.sub(r"\\([0-9a-f]+) ", lambda match: chr(int(match[1], 16)), said)
    assert plain == name
