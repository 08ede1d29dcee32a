"""The signed grant."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from temoin.core.grant import Grant, sign, verify

SECRET = b"a secret of the installation"
GRANTS = st.builds(
    Grant,
    st.binary(min_size=16, max_size=16),
    st.lists(st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True), min_size=1, max_size=4).map(
        tuple
    ),
    st.integers(0, 2**32 - 1),
)


@given(GRANTS)
def test_a_grant_reads_back_as_it_was_signed(grant: Grant) -> None:
    assert verify(SECRET, "site", sign(SECRET, "site", grant)) == grant


@given(GRANTS, st.data())
def test_any_changed_character_voids_it(grant: Grant, data: st.DataObject) -> None:
    """R21: a grant cannot be widened, lengthened or moved."""
    text = sign(SECRET, "site", grant)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("abcXYZ019-_.=é\ud800").filter(lambda c: c != text[place]))
    assert verify(SECRET, "site", text[:place] + other + text[place + 1 :]) is None


@given(st.text(max_size=200))
def test_arbitrary_text_is_no_grant(text: str) -> None:
    assert verify(SECRET, "site", text) is None


def test_the_grant_is_safe_in_a_cookie() -> None:
    text = sign(SECRET, "site", Grant(b"\xff" * 16, ("statistics", "media"), 2**32 - 1))
    assert not set(text) & set(' ";,\\&=')
