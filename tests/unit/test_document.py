"""A site's configuration as one document."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from temoin.core.errors import InvalidInput
from temoin.sites.defaults import default_document
from temoin.sites.document import load_document

PURPOSE = {"key": "chat", "title": {"fr": "Messagerie"}, "text": {"fr": "Vous répondre."}}


def changed(**fields: Any) -> dict[str, Any]:
    return {**copy.deepcopy(default_document("Shop", ["shop.example"])), **fields}


def test_the_default_asks_for_four_purposes_in_two_languages_with_nothing_on() -> None:
    """GDPR-13."""
    document = load_document(changed())
    assert document.purposes == ("preferences", "statistics", "marketing", "media")
    assert document.languages == ["fr", "en"]
    for purpose in document.raw["purposes"]:
        assert set(purpose["title"]) == set(purpose["text"]) == {"fr", "en"}
        assert "on" not in purpose


def test_owners_add_their_own_purposes() -> None:
    document = load_document(changed(purposes=[PURPOSE]))
    assert document.purposes == ("chat",)


def test_equal_content_has_one_spelling() -> None:
    first = load_document(changed(domains=["b.example", "a.example"]))
    second = load_document(dict(reversed(changed(domains=["a.example", "B.example"]).items())))
    assert first.canonical() == second.canonical()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("domains", []),
        ("domains", ["https://shop.example"]),
        ("domains", ["*"]),
        ("purposes", []),
        ("purposes", [PURPOSE, PURPOSE]),
        ("purposes", [{**PURPOSE, "key": "necessary"}]),
        ("purposes", [{**PURPOSE, "key": "grant"}]),
        ("purposes", [{**PURPOSE, "key": "Ads!"}]),
        ("purposes", [{**PURPOSE, "on": True}]),
        ("purposes", [{**PURPOSE, "vendors": [{"name": "V", "policy": "javascript:alert(1)"}]}]),
        ("languages", ["français"]),
        ("policy_url", {"fr": "data:text/html,x"}),
        ("policy_url", {"fr": "java\nscript:alert(1)"}),
        ("texts", {"fr": {"title": "\x00"}}),
        ("name", ""),
        ("organisation_id", 1),
    ],
    ids=str,
)
def test_a_wrong_field_is_named(field: str, value: Any) -> None:
    """V3, V8, V25."""
    with pytest.raises(InvalidInput) as caught:
        load_document(changed(**{field: value}))
    assert field in caught.value.fields


@pytest.mark.parametrize("raw", [None, [], "text", 3])
def test_anything_but_a_mapping_is_refused(raw: object) -> None:
    with pytest.raises(InvalidInput):
        load_document(raw)
