"""Whom the service believes about a visitor's address."""

from __future__ import annotations

import pytest

from temoin.core.address import client_address

PEER, VISITOR, PROXY = "198.51.100.1", "203.0.113.9", "10.0.0.2"


@pytest.mark.parametrize(
    ("forwarded", "trusted", "expected"),
    [
        pytest.param("", 0, PEER, id="no proxy"),
        pytest.param(VISITOR, 0, PEER, id="a forged header is ignored"),
        pytest.param(VISITOR, 1, VISITOR, id="one proxy wrote the last entry"),
        pytest.param(
            f"6.6.6.6, {VISITOR}", 1, VISITOR, id="further left was written by the visitor"
        ),
        pytest.param(f"{VISITOR}, {PROXY}", 2, VISITOR, id="two proxies"),
        pytest.param(VISITOR, 2, None, id="fewer entries than proxies: nothing is known"),
        pytest.param("<script>", 1, None, id="no address"),
        pytest.param("::ffff:203.0.113.9", 1, VISITOR, id="mapped"),
        pytest.param("2001:db8::1", 1, "2001:db8::1", id="v6"),
    ],
)
def test_trust_is_a_number_of_proxies(forwarded: str, trusted: int, expected: str | None) -> None:
    """V2, ASVS 4.1.3."""
    found = client_address(PEER, forwarded, trusted)
    assert (str(found) if found else None) == expected
