"""Domains, origins and what of a page's address is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.core.errors import InvalidInput
from temoin.core.origin import clean_domain, host_of, origins_of, page_address


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Shop.Example", "shop.example"),
        ("127.0.0.1:8080", "127.0.0.1:8080"),
        ("café.example", "xn--caf-dma.example"),
        (" localhost ", "localhost"),
    ],
)
def test_a_domain_is_spelled_in_one_way(text: str, domain: str) -> None:
    assert clean_domain(text) == domain


@pytest.mark.parametrize(
    "text", ["", "https://shop.example", "shop.example/", "*.shop.example", "a b", "-a.b", "a:0"]
)
def test_what_is_no_domain_is_refused(text: str) -> None:
    """V22: no wildcard, no URL."""
    with pytest.raises(InvalidInput):
        clean_domain(text)


def test_origins_are_exact() -> None:
    assert origins_of(["shop.example", "b.example:8443", "c.example:443"]) == {
        "https://shop.example",
        "http://shop.example",
        "https://b.example:8443",
        "http://b.example:8443",
        "https://c.example",
        "http://c.example:443",
    }


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://Shop.example/a/b?gclid=1#x", "https://shop.example/a/b"),
        ("https://user:pw@shop.example:8443", "https://shop.example:8443/"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//shop.example/", None),
        ("https://", None),
        ("https://shop.example:99999/", None),
        ("https://[::1", None),
    ],
)
def test_only_scheme_host_and_path_of_a_page_are_kept(url: str, kept: str | None) -> None:
    """EDPB-02: click identifiers live in the query."""
    assert page_address(url) == kept


@given(st.text(max_size=80))
def test_no_text_makes_it_fail(text: str) -> None:
    """R16."""
    address = page_address(text)
    assert address is None or "?" not in address
    assert host_of(text) is None or address is not None
