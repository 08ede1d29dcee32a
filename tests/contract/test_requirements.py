"""Every requirement is named by a test or listed with the reason why not."""

from __future__ import annotations

from collections import Counter

from scripts.list_requirements import DOCUMENT, KINDS, page, proofs, rows


def test_every_row_is_named_by_a_test_or_has_a_reason() -> None:
    """A reason goes when a test comes; only what tests prove in part may have an open part."""
    reasoned = {row["id"] for row in rows() if "reason" in row}
    partial = {row["id"] for row in rows() if "open" in row}
    assert {row["id"] for row in rows()} - proofs().keys() - reasoned == set()
    assert reasoned & proofs().keys() == set()
    assert partial - proofs().keys() == set()


def test_every_name_in_a_docstring_is_a_row() -> None:
    """A slip of the pen would leave a row without its test."""
    ids = Counter(row["id"] for row in rows())
    assert proofs().keys() - ids.keys() == set()
    assert max(ids.values()) == 1


def test_every_reason_begins_with_its_kind() -> None:
    """Whether it is to come, another's to do, or nothing to build."""
    reasons = [row["reason"] for row in rows() if "reason" in row]
    assert [one for one in reasons if one.partition(":")[0] not in KINDS] == []


def test_the_list_of_requirements_is_up_to_date() -> None:
    """`python scripts/list_requirements.py` writes it again."""
    assert DOCUMENT.read_text(encoding="utf-8") == page()
