"""Consent records, filtered and page by page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from temoin.core.errors import InvalidInput
from temoin.sites.models import Site
from temoin.stats.period import Period
from temoin.stats.records import Filter, all_records, records
from tests.feature.stats.conftest import DAY, NOON

Add = Callable[..., Any]


def test_pages_follow_each_other_without_gap_or_repetition(site: Site, add_choice: Add) -> None:
    """Several records share a millisecond: the id decides their order."""
    for number in range(7):
        add_choice(at=NOON + number // 3)
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page, after = records(site.id, Filter(), after, limit=2)
        seen += [record.id for record in page]
    whole, _ = records(site.id, Filter())
    assert seen == [record.id for record in whole]
    assert len(set(seen)) == 7
    assert [record.at for record in whole] == sorted((r.at for r in whole), reverse=True)
    assert [record.id for record in all_records(site.id, Filter())] == seen


def test_filters_narrow_by_every_field(site: Site, add_choice: Add) -> None:
    one = add_choice("refused", language="en", source="panel")
    add_choice("given")
    add_choice("given", NOON - 2 * 86_400_000)
    (found, _) = records(site.id, Filter(state="refused"))
    assert [bytes(one.id).hex()] == [record.id.replace("-", "") for record in found]
    assert len(records(site.id, Filter(language="en"))[0]) == 1
    assert len(records(site.id, Filter(source="panel"))[0]) == 1
    assert len(records(site.id, Filter(period=Period(DAY, DAY)))[0]) == 2
    assert records(site.id, Filter(record=found[0].id))[0] == found


@pytest.mark.parametrize(
    "wanted", [{"state": "maybe"}, {"source": "'--"}, {"record": "1 or 1=1"}, {"record": "1" * 36}]
)
def test_a_filter_that_cannot_be_names_its_field(wanted: dict[str, str]) -> None:
    """V7: nothing of a filter reaches the database but known words and identifiers."""
    with pytest.raises(InvalidInput) as raised:
        Filter(**wanted)  # type: ignore[arg-type]
    assert set(raised.value.fields) == set(wanted)


def test_a_made_up_place_is_refused(site: Site) -> None:
    with pytest.raises(InvalidInput):
        records(site.id, Filter(), "0 union select")
