"""Canonical bytes agree with an RFC 8785 library, for all that a statement can hold."""

from __future__ import annotations

from typing import Any

import rfc8785
from hypothesis import given
from hypothesis import strategies as some

from temoin.core.canonical import MAX_INTEGER, canonical, is_canonical

TEXT = some.text(some.characters(exclude_categories=["Cs"]))
KEYS = some.text(some.characters(max_codepoint=127))
WHOLE = some.integers(-MAX_INTEGER, MAX_INTEGER)
VALUES = some.recursive(
    some.none() | some.booleans() | WHOLE | TEXT,
    lambda inner: some.lists(inner) | some.dictionaries(KEYS, inner),
)


@given(some.dictionaries(KEYS, VALUES))
def test_bytes_are_those_of_the_standard(value: dict[str, Any]) -> None:
    """LOG-03."""
    assert canonical(value) == rfc8785.dumps(value)
    assert is_canonical(value)


def test_what_this_spelling_would_get_wrong_is_named() -> None:
    """LOG-03: fractions, keys beyond ASCII and numbers that ECMAScript would round."""
    for value in ({"a": 1.0}, {"a": [1e-7]}, {"é": 1}, {"a": MAX_INTEGER + 1}, {1: 1}):
        assert not is_canonical(value)
