"""What differs between two documents of a site."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, fields

import temoin.dashboard
from temoin.sites.defaults import default_document
from temoin.sites.differing import Change, What, differences
from temoin.sites.document import DocumentSchema, load_document

WORDING = Path(temoin.dashboard.__file__).parent / "wording"
TEXT = {"fr": "Ancien", "en": "Old"}


def full_document() -> dict[str, Any]:
    """A document in which no field is empty."""
    raw = default_document("Shop", ["shop.example", "shop.test"])
    raw |= {
        "controller": {
            "name": "Shop Ltd", "contact": "a", "address": "b", "country": "FR", "dpo": "c",
            "representative": "d", "role": "joint", "authority": "FR",
            "partners": [{"name": "Partner", "contact": "e", "agreed": TEXT}],
        },
        "policy_url": {"fr": "https://shop.example/p"},
        "texts": {"fr": {"title": "Titre"}},
        "regimes": {"us-california": {"mode": "opt-out", "runs": []}},
        "experiment": {"arms": [{"key": "b", "texts": {"fr": {"title": "T"}}, "theme": {}}]},
        "frameworks": {"tcf": {"special_features": {"media": [1]}}, "gpp": {"sections": ["usca"]}},
    }  # fmt: skip
    listed = {
        "data": {"known": ["identity"], "own": [TEXT]},
        "persons": {"known": ["visitors"], "own": [TEXT]},
        "recipients": {"known": ["staff"], "own": [TEXT]},
        "security": {"known": ["encryption"], "own": [TEXT]},
    }
    raw = load_document(raw).raw
    one = raw["purposes"][0]
    one |= listed | dict.fromkeys(("interest", "mandatory", "automated", "source"), TEXT)
    one["exemption"] = {"category": "language", "reason": TEXT}
    one["transfers"] = [{"country": "US", "safeguard": "clauses"}]
    one["retention"] = {"months": 6, "days": None, "reason": TEXT}
    one["vendors"] = [
        {
            "key": "v", "name": "V", "policy": "https://v.example/", "controller": "V Ltd",
            "country": "US", "safeguard": "clauses", "hosts": ["v.example"], "gvl": 1,
            "cookies": [{"name": "_v", "kind": "cookie", "days": 1}],
        }
    ]  # fmt: skip
    raw["regimes"]["us-california"]["runs"] = ["statistics"]
    raw["experiment"]["arms"][0]["theme"] = {"radius": 2}
    return raw


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to every value of a document."""
    if isinstance(node, dict | list):
        for name, one in node.items() if isinstance(node, dict) else enumerate(node):
            yield from leaves(one, (*path, name))
    else:
        yield path


def without_places(path: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in path)


def declared(schema: Schema, parent: str = "") -> Iterator[tuple[str, str]]:
    """Every field of the schema with the field around it."""
    for name, field in schema.fields.items():
        yield parent, name
        inner: Any = field
        while isinstance(inner, fields.List | fields.Dict):
            inner = inner.inner if isinstance(inner, fields.List) else inner.value_field
        if isinstance(inner, fields.Nested):
            yield from declared(inner.schema, name)


@pytest.mark.parametrize("path", list(leaves(full_document())), ids=without_places)
def test_a_change_of_any_value_is_told(path: tuple[Any, ...]) -> None:
    """CNIL-17(c): no field can change in silence."""
    old = full_document()
    new = copy.deepcopy(old)
    place = new
    for part in path[:-1]:
        place = place[part]
    value = place[path[-1]]
    place[path[-1]] = not value if isinstance(value, bool) else f"{value}x"
    assert differences(old, new)
    assert differences(old, old) == []


def test_the_full_document_has_every_field_of_the_schema() -> None:
    """So that the test above meets each of them, also one that is added tomorrow."""
    met = {str(part) for path in leaves(full_document()) for part in path}
    assert {name for _, name in declared(DocumentSchema())} <= met


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_field_has_a_name(language: str) -> None:
    """CNIL-17: plain words in every language; only a field that is not known yet has its own."""
    texts = json.loads((WORDING / f"{language}.json").read_text("utf-8"))
    for parent, name in declared(DocumentSchema()):
        assert f"field.{parent}.{name}" in texts or f"field.{name}" in texts, (parent, name)


def test_entries_are_known_by_their_keys() -> None:
    """A purpose that moved is the same purpose; one that came is one addition."""
    old = load_document(default_document("Shop", ["shop.example"])).raw
    new = copy.deepcopy(old)
    first = new["purposes"].pop(0)
    new["purposes"].append(first)
    keys = [purpose["key"] for purpose in old["purposes"]]
    assert differences(old, new) == [
        Change(What.REORDERED, ("purposes",), keys, [*keys[1:], keys[0]])
    ]
    del new["purposes"][-1]
    assert differences(old, new) == [Change(What.REMOVED, ("purposes", keys[0]), old=first)]
    new = copy.deepcopy(old)
    new["purposes"][1]["text"]["fr"] = "Autre phrase."
    assert differences(old, new) == [
        Change(
            What.CHANGED,
            ("purposes", keys[1], "text", "fr"),
            old["purposes"][1]["text"]["fr"],
            "Autre phrase.",
        )
    ]


def test_a_field_of_tomorrow_is_compared_too() -> None:
    old = {"purposes": [], "new": {"deep": [[1], {"a": 1}]}}
    new = {"purposes": [], "new": {"deep": [[2], {"a": 1}]}, "more": 1}
    paths = [(one.what, one.path) for one in differences(old, new)]
    assert (What.ADDED, ("more",)) in paths
    assert any(path[:2] == ("new", "deep") for _, path in paths)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(2, 9) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3)
    ),
    max_leaves=12,
)
documents = st.dictionaries(st.sampled_from(["a", "purposes", "cookies"]), json_values)


@given(documents, documents)
def test_only_equal_documents_do_not_differ(old: dict[str, Any], new: dict[str, Any]) -> None:
    """CNIL-17."""
    assert (differences(old, new) == []) == (old == new)
