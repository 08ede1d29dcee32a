"""A site's configuration as one document."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from temoin.core.errors import InvalidInput
from temoin.sites.defaults import default_document
from temoin.sites.document import load_document, stored_document

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


@pytest.mark.parametrize("path", [("controller",), ("theme", "logo"), ("theme", "scheme")])
def test_a_document_from_before_there_was_a_field_stays_valid(path: tuple[str, ...]) -> None:
    """New fields have a default, in the database as in a file."""
    today = load_document(changed()).raw
    old = copy.deepcopy(today)
    *above, last = path
    del (old[above[0]] if above else old)[last]
    assert stored_document(json.dumps(old)).raw == load_document(old).raw == today


@pytest.mark.parametrize("wrong", [{"name": "x" * 201}, {"name": "a\x00"}, {"street": "x"}])
def test_a_controller_is_a_name_and_an_address(wrong: dict[str, str]) -> None:
    """V25."""
    with pytest.raises(InvalidInput) as caught:
        load_document(changed(controller=wrong))
    assert "controller" in caught.value.fields


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
        ("purposes", [{**PURPOSE, "vendors": [{"key": "nobody-knows"}]}]),
        ("purposes", [{**PURPOSE, "vendors": [{"key": "V!", "name": "V"}]}]),
        ("purposes", [{**PURPOSE, "vendors": [{"key": "v", "name": "V"}] * 2}]),
        ("purposes", [{**PURPOSE, "vendors": [{"name": "V", "hosts": ["https://v.example"]}]}]),
        ("purposes", [{**PURPOSE, "vendors": [{"name": "V", "cookies": [{"name": "*"}]}]}]),
        ("purposes", [{**PURPOSE, "vendors": [{"name": "V", "cookies": [{"name": "a*b"}]}]}]),
        ("purposes", [{**PURPOSE, "vendors": [{"name": "V", "cookies": [{"days": 1}]}]}]),
        ("blocking", {"automatic": "yes"}),
        ("blocking", {"unknown": "chat"}),
        ("blocking", {"unknown": "necessary"}),
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


def vendors_of(*written: dict[str, Any]) -> list[dict[str, Any]]:
    document = load_document(changed(purposes=[{**PURPOSE, "vendors": list(written)}]))
    vendors: list[dict[str, Any]] = document.raw["purposes"][0]["vendors"]
    return vendors


def test_a_key_of_the_catalogue_stands_for_the_whole_vendor() -> None:
    """CNIL-09: who it is, and every key it leaves with its duration."""
    (vendor,) = vendors_of({"key": "google-analytics", "controller": "Ours"})
    assert vendor["name"] == "Google Analytics"
    assert vendor["policy"].startswith("https://")
    assert vendor["controller"] == "Ours"
    assert "*.google-analytics.com" in vendor["hosts"]
    assert {"name": "_ga", "kind": "cookie", "days": 730} in vendor["cookies"]


def test_recipients_without_a_key_get_one_of_their_own() -> None:
    given = [
        {"name": "Régie Démo"},
        {"name": "regie démo"},
        {"name": "☃"},
        {"name": "A", "key": "b"},
    ]
    assert [vendor["key"] for vendor in vendors_of(*given)] == [
        "regie-demo",
        "regie-demo-2",
        "vendor",
        "b",
    ]


def test_what_nobody_named_is_held_under_the_purpose_that_asks_most() -> None:
    """CNIL-01: by default, also in a site without the usual purposes."""
    assert load_document(changed()).raw["blocking"] == {"automatic": True, "unknown": "marketing"}
    own = load_document(changed(purposes=[PURPOSE], blocking={"automatic": False}))
    assert own.raw["blocking"] == {"automatic": False, "unknown": "chat"}
    assert load_document(changed(blocking={"unknown": ""})).raw["blocking"]["unknown"] == ""


def test_a_document_of_an_earlier_release_reads_as_one_of_today() -> None:
    """Nothing is migrated: what was not written has its default."""
    raw = changed(purposes=[{**PURPOSE, "vendors": [{"name": "Ads", "policy": ""}]}])
    today = load_document(raw)
    assert stored_document(json.dumps({**today.raw, "purposes": raw["purposes"]})) == today
    old = {name: value for name, value in today.raw.items() if name != "blocking"}
    assert stored_document(json.dumps(old)) == today
