"""The token that takes a choice to another domain, and the words of the choice in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.core.handover import Handover, sign, verify
from temoin.core.kept import read_kept

SECRET = b"a secret of the installation"
ID = "01937a1e-1111-7222-8333-444455556666"
ALLOWED = f"statistics=true&media=false&revision=3&at=1764000000&id={ID}&grant=abc_-.statistics"
REFUSED = "statistics=false&media=false&revision=3&at=1764000000"
ORIGINS = st.from_regex(r"https://[a-z]{1,9}\.example(:[0-9]{2,4})?", fullmatch=True)
HANDOVERS = st.builds(
    Handover,
    ORIGINS,
    ORIGINS,
    st.sampled_from([ALLOWED, REFUSED]),
    st.integers(0, 2**32 - 1),
    st.binary(min_size=12, max_size=12),
)


@given(HANDOVERS)
def test_a_token_reads_back_as_it_was_signed(handover: Handover) -> None:
    token = sign(SECRET, "site", "someone", handover)
    assert verify(SECRET, "site", "someone", token) == handover
    assert token.replace("-", "").replace("_", "").isalnum()


@given(HANDOVERS, st.data())
def test_any_changed_character_voids_it(handover: Handover, data: st.DataObject) -> None:
    """CNIL-16: nobody widens a choice on its way, or sends it elsewhere."""
    token = sign(SECRET, "site", "someone", handover)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("abcXYZ019-_.=é\ud800").filter(lambda c: c != token[place]))
    changed = token[:place] + other + token[place + 1 :]
    assert verify(SECRET, "site", "someone", changed) is None


@given(HANDOVERS)
def test_it_is_for_one_site_one_sender_and_one_installation(handover: Handover) -> None:
    """CNIL-16: a token made for somebody else is nothing in a victim's hand."""
    token = sign(SECRET, "site", "someone", handover)
    assert verify(SECRET, "other", "someone", token) is None
    assert verify(SECRET, "site", "somebody else", token) is None
    assert verify(b"another secret", "site", "someone", token) is None


@given(st.text(max_size=200))
def test_arbitrary_text_is_no_token(text: str) -> None:
    assert verify(SECRET, "site", "someone", text) is None


def test_a_kept_choice_says_what_is_allowed_and_by_which_record() -> None:
    allowed, refused = read_kept(ALLOWED), read_kept(REFUSED)
    assert allowed is not None
    assert refused is not None
    assert (allowed.granted, allowed.at) == (frozenset({"statistics"}), 1764000000)
    assert (allowed.id, allowed.grant) == (ID, "abc_-.statistics")
    assert (refused.granted, refused.id, refused.grant) == (frozenset(), None, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "revision=3&at=1764000000",
        "statistics=true",
        f"{REFUSED};Path=/",
        f"{REFUSED}&regime=eu\n",
        f"{REFUSED} ",
        f"{REFUSED}&admin=true",
        f"{REFUSED}&id={ID}",
        f"{REFUSED}&grant=abc",
        REFUSED.replace("false", "yes"),
        REFUSED.replace("1764000000", "9"),
        f"statistics:hotjar=true&{REFUSED}",
        "statistics=%66alse&revision=3&at=1764000000",
    ],
)
def test_any_other_text_is_no_choice(text: str) -> None:
    """CNIL-16: what ends up in a cookie is exactly what the snippet writes into one."""
    assert read_kept(text) is None


def test_recipients_refused_alone_and_the_regime_are_part_of_it() -> None:
    text = "statistics=true&statistics:hotjar=false&revision=3&at=1764000000&regime=us-virginia"
    kept = read_kept(text)
    assert kept is not None
    assert kept.granted == {"statistics"}
