"""What a choice means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.core.consent import Action, State, granted_purposes, state_of
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
    ("action", "granted", "state"),
    [
        (Action.ACCEPT, KNOWN, State.GIVEN),
        (Action.CUSTOM, KNOWN, State.GIVEN),
        (Action.CUSTOM, ("statistics",), State.PARTIAL),
        (Action.CUSTOM, (), State.REFUSED),
        (Action.REFUSE, (), State.REFUSED),
        (Action.WITHDRAW, (), State.WITHDRAWN),
    ],
)
def test_the_state_says_what_was_decided(
    action: Action, granted: tuple[str, ...], state: State
) -> None:
    """REC-03."""
    assert state_of(action, granted, KNOWN) is state
