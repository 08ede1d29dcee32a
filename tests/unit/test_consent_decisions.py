"""What a choice means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.core.consent import Action, State, granted_purposes, refused_vendors, state_of
from temoin.core.errors import InvalidInput

KNOWN = ("preferences", "statistics", "marketing")
CHOICES = st.dictionaries(st.sampled_from([*KNOWN, "necessary"]), st.booleans())


@given(CHOICES)
def test_only_what_was_switched_on_is_granted(choice: dict[str, bool]) -> None:
    """CNIL-01: unknown and unmentioned mean refused."""
    granted = granted_purposes(Action.CUSTOM, choice, KNOWN)
    assert set(granted) == {name for name in KNOWN if choice.get(name) is True}


@given(CHOICES, st.sampled_from([Action.REFUSE, Action.WITHDRAW]))
def test_a_refusal_never_grants(choice: dict[str, bool], action: Action) -> None:
    """CNIL-15: a refusal that grants something is an error, not a grant."""
    if any(choice.get(name) for name in KNOWN):
        with pytest.raises(InvalidInput):
            granted_purposes(action, choice, KNOWN)
    else:
        assert granted_purposes(action, choice, KNOWN) == ()


def test_an_acceptance_that_refuses_something_is_a_contradiction() -> None:
    with pytest.raises(InvalidInput):
        granted_purposes(Action.ACCEPT, {"statistics": True, "marketing": False}, KNOWN)


@pytest.mark.parametrize(
    ("action", "granted", "refused", "state"),
    [
        (Action.ACCEPT, KNOWN, (), State.GIVEN),
        (Action.CUSTOM, KNOWN, (), State.GIVEN),
        (Action.CUSTOM, KNOWN, ("meter",), State.PARTIAL),
        (Action.CUSTOM, ("statistics",), (), State.PARTIAL),
        (Action.CUSTOM, (), (), State.REFUSED),
        (Action.REFUSE, (), (), State.REFUSED),
        (Action.WITHDRAW, (), (), State.WITHDRAWN),
    ],
)
def test_the_state_says_what_was_decided(
    action: Action, granted: tuple[str, ...], refused: tuple[str, ...], state: State
) -> None:
    """REC-03."""
    assert state_of(action, granted, refused, KNOWN) is state


VENDORS = {"meter": "statistics", "ads": "marketing", "more-ads": "marketing"}


@given(CHOICES, st.dictionaries(st.sampled_from(list(VENDORS)), st.just(False)))
def test_a_recipient_is_refused_alone_only_where_its_purpose_is_granted(
    choice: dict[str, bool], refusals: dict[str, bool]
) -> None:
    """CNIL-09: what was not mentioned follows its purpose, and a refused purpose has no others."""
    granted = granted_purposes(Action.CUSTOM, choice, KNOWN)
    refused = refused_vendors(Action.CUSTOM, refusals, granted, VENDORS)
    assert set(refused) == {name for name in refusals if VENDORS[name] in granted}


@pytest.mark.parametrize(
    ("action", "choice", "granted"),
    [
        (Action.CUSTOM, {"nobody": False}, KNOWN),
        (Action.CUSTOM, {"nobody": True}, KNOWN),
        (Action.CUSTOM, {"ads": True}, ("statistics",)),
        (Action.REFUSE, {"ads": True}, ()),
        (Action.ACCEPT, {"ads": False}, KNOWN),
    ],
)
def test_recipients_that_contradict_the_choice_are_errors(
    action: Action, choice: dict[str, bool], granted: tuple[str, ...]
) -> None:
    """CNIL-09: a proof never holds what cannot have been chosen."""
    with pytest.raises(InvalidInput) as raised:
        refused_vendors(action, choice, granted, VENDORS)
    assert set(raised.value.fields) == {"vendors"}
