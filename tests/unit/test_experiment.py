"""Arms of A/B tests: who sees which, what their counts tell, and what an arm may say."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest

from temoin.core.errors import InvalidInput
from temoin.core.experiment import arm_of, day_seed, difference, share_of
from temoin.sites.defaults import default_document
from temoin.sites.document import SiteDocument, load_document
from temoin.sites.experiment import shown_in
from temoin.sites.linting import findings, require_fair


def document(*arms: dict[str, Any], **changed: Any) -> SiteDocument:
    raw = default_document("Shop", ["shop.example"], "fr")
    return load_document({**raw, "experiment": {"sticky": "view", "arms": list(arms)}, **changed})


def test_all_arms_are_equally_likely() -> None:
    seen = Counter(arm_of(("", "b", "c"), os.urandom(8)) for _ in range(6000))
    assert all(1800 < seen[arm] < 2200 for arm in ("", "b", "c")), seen


def test_an_address_keeps_its_arm_for_a_day_and_no_longer() -> None:
    """CNIL-01: sticky without anything stored; the seed of a day says nothing of the next."""
    secret = b"s" * 32
    arms = ("", "b")
    addresses = [f"193.0.6.{n}" for n in range(200)]
    monday = [arm_of(arms, day_seed(secret, 1, one)) for one in addresses]
    assert monday == [arm_of(arms, day_seed(secret, 1, one)) for one in addresses]
    tuesday = [arm_of(arms, day_seed(secret, 2, one)) for one in addresses]
    assert 60 < sum(a != b for a, b in zip(monday, tuesday, strict=True)) < 140


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    # Table I of Newcombe, Statistics in Medicine 17 (1998) 857-872, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_shares_have_wilsons_interval(count: int, total: int, low: float, high: float) -> None:
    found = share_of(count, total)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_no_showing_has_no_share() -> None:
    assert share_of(0, 0) is None


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    # Table II of Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_differences_have_newcombes_interval(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    first, second = share_of(*one), share_of(*other)
    assert first is not None
    assert second is not None
    found = difference(first, second)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_an_arm_changes_what_it_says_and_nothing_else() -> None:
    made = document(
        {"key": "b", "texts": {"fr": {"title": "Bonjour"}}, "theme": {"position": "center"}}
    )
    shown = shown_in(made.raw, "b")
    assert shown["texts"]["fr"]["title"] == "Bonjour"
    assert shown["theme"] == {**made.raw["theme"], "position": "center"}
    assert shown["purposes"] == made.raw["purposes"]
    assert shown_in(made.raw, "")["theme"] == made.raw["theme"]


@pytest.mark.parametrize(
    "arm",
    [
        {"key": "b", "theme": {"position": "top-secret"}},
        {"key": "b", "theme": {"accent": "#ffffff"}},
        {"key": "b", "theme": {"refuse_colour": "#eeeeee"}},
        {"key": "B b"},
        {"key": "b", "weight": 90},
    ],
    ids=["position", "contrast", "own colour for refuse", "key", "unknown field"],
)
def test_a_hostile_arm_is_refused(arm: dict[str, Any]) -> None:
    """EDPB-05, CNIL-04: the look of an arm passes the same checks as that of a document."""
    with pytest.raises(InvalidInput) as raised:
        document(arm)
    assert "experiment" in raised.value.fields


def test_two_arms_have_two_keys() -> None:
    with pytest.raises(InvalidInput):
        document({"key": "b"}, {"key": "b"})


@pytest.mark.parametrize(
    "said",
    [
        {"refuse": "Non merci, je préfère de la publicité sans intérêt et un site dégradé"},
        {"accept": "OK !!!", "refuse": "Continuer sans accepter"},
        {"refuse": "J'accepte plus tard"},
    ],
    ids=["longer", "marks", "misnamed"],
)
def test_an_arm_in_which_refusing_is_harder_is_not_published(said: dict[str, str]) -> None:
    """EDPB-10, EDPB-11: every arm is read as visitors would read it, before the test starts."""
    made = document({"key": "b", "texts": {"fr": said}})
    errors = [one for one in findings(made.raw) if one.is_error]
    assert errors
    assert all(one.path[:3] == ("experiment", "arms", "0") for one in errors)
    with pytest.raises(InvalidInput):
        require_fair(made)


def test_words_of_the_document_are_not_held_against_its_arms() -> None:
    made = document({"key": "b", "texts": {"fr": {"title": "Bonjour"}}})
    assert not [one for one in findings(made.raw) if one.path[0] == "experiment"]
