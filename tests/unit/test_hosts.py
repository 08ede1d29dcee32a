"""Host entries: the longest wins, own and free addresses are never held."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.core.errors import InvalidInput
from temoin.core.hosts import HostMap, Rule, Rules, clean_entry

LABELS = st.sampled_from(["a", "b", "cd", "www"])
HOSTS = st.lists(LABELS, min_size=1, max_size=4).map(".".join)
PATHS = st.lists(st.sampled_from(["x", "y", "yz"]), max_size=3).map(lambda p: "/" + "/".join(p))
ENTRIES = st.builds(
    lambda star, host, path: star + host + (path if path != "/" else ""),
    st.sampled_from(["", "*."]),
    HOSTS,
    PATHS,
)


def fits(entry: str, host: str, path: str) -> bool:
    """The definition, written the slow way."""
    name, slash, rest = entry.partition("/")
    right_host = host.endswith(name[1:]) if name.startswith("*.") else host == name
    return right_host and path.startswith(slash + rest)


@given(st.lists(ENTRIES, max_size=12), HOSTS, PATHS)
def test_the_longest_entry_that_fits_wins(entries: list[str], host: str, path: str) -> None:
    found = HostMap((entry, entry) for entry in entries).find(host, path)
    fitting = [entry for entry in entries if fits(entry, host, path)]
    if not fitting:
        assert found is None
    else:
        assert found in fitting
        assert found is not None
        longest = max(len(entry.lstrip("*")) for entry in fitting)
        assert len(found.lstrip("*")) == longest
        exact = [e for e in fitting if not e.startswith("*") and len(e) == longest]
        assert not exact or found in exact


@given(ENTRIES)
def test_an_entry_is_its_own_clean_form(entry: str) -> None:
    assert clean_entry(entry) == entry


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (" WWW.Video.Example ", "www.video.example"),
        ("*.Video.example/Embed", "*.video.example/Embed"),
        ("video.example/", "video.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("127.0.0.1:8080", "127.0.0.1:8080"),
    ],
)
def test_entries_are_cleaned(text: str, clean: str) -> None:
    assert clean_entry(text) == clean


@pytest.mark.parametrize(
    "text", ["", "*", "*.", "*.*.example", "a.*.example", "https://a.example", "a.example/é",
             "a.example/b c", "a.example/?q", "a.example/#f", "/path", "a_b.example/*"]
)  # fmt: skip
def test_what_is_no_entry_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        clean_entry(text)


def rules(**changed: Any) -> Rules:
    raw = {
        "automatic": True,
        "unknown": "marketing",
        "own": ["shop.example"],
        "free": ["pay.example", "pages.example/lib/"],
        "services": [
            {"key": "ads", "purpose": "marketing", "hosts": ["*.ads.example", "pages.example"]},
            {"key": "map", "purpose": "media", "hosts": ["pages.example/map", "*.shop.example"]},
        ],
    }
    return Rules({**raw, **changed})


@pytest.mark.parametrize(
    ("host", "path", "mark"),
    [
        ("shop.example", "/", None),
        ("cdn.shop.example", "/ads.js", None),
        ("myshop.example", "/", "marketing"),
        ("pay.example", "/v3/", None),
        ("pay.example:8443", "/v3/", None),
        ("www.pay.example", "/v3/", "marketing"),
        ("ads.example", "/", "marketing"),
        ("A.Ads.Example.", "/", "marketing:ads"),
        ("pages.example", "/tag.js", "marketing:ads"),
        ("pages.example", "/lib/jquery.js", None),
        ("pages.example", "/maps/1", "media:map"),
    ],
)
def test_addresses_are_held_under_the_right_mark(host: str, path: str, mark: str | None) -> None:
    """CNIL-01, CNIL-25: what nobody named is held too."""
    held = rules().held(host, path)
    assert (held.mark if held else None) == mark


def test_holding_back_can_be_switched_off_or_left_to_what_is_known() -> None:
    assert rules(automatic=False).held("x.ads.example") is None
    assert rules(unknown="").held("unheard-of.example") is None
    assert rules(unknown="").held("x.ads.example") == Rule("marketing", "ads")
