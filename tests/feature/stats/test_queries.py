"""The numbers on both engines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from temoin.accounts.models import Organisation
from temoin.consent.models import ConsentRecord
from temoin.core.errors import InvalidInput
from temoin.core.period import DAY_MS
from temoin.ingest.models import Event
from temoin.sites.models import Site, SnippetLoad
from temoin.sites.service import add_site
from temoin.stats import queries, tables
from temoin.stats.period import Period, last_days, parse_period
from temoin.stats.queries import Choices, Row, Visits
from tests.feature.stats.conftest import DAY, NOON

Add = Callable[..., Any]
PERIOD = Period(DAY - 1, DAY + 1)


def test_the_columns_that_are_read_exist(site: Site) -> None:
    """Stats name columns of others' tables: a renamed column fails here."""
    for table, model in (
        (tables.CONSENTS, ConsentRecord),
        (tables.EVENTS, Event),
        (tables.LOADS, SnippetLoad),
    ):
        columns = {field.column_name for field in model._meta.sorted_fields}
        assert set(table._columns) <= columns


def test_choices_are_counted_by_day_and_state(site: Site, add_choice: Add) -> None:
    for state in ("given", "given", "partial", "refused", "withdrawn"):
        add_choice(state)
    add_choice("refused", DAY * DAY_MS - 1)
    add_choice("refused", (DAY + 2) * DAY_MS)  # after the period
    found = queries.choices_by_day(site.id, PERIOD)
    assert found == {
        DAY - 1: Choices(refused=1),
        DAY: Choices(2, 1, 1, 1),
        DAY + 1: Choices(),
    }


def test_rates_are_parts_of_the_answers_and_unknown_without_any() -> None:
    """A withdrawal takes an answer back; it is no answer of its own."""
    choices = Choices(given=6, partial=1, refused=3, withdrawn=5)
    assert choices.asked == 10
    assert choices.rate("given") == 0.6
    assert Choices(withdrawn=2).rate("given") is None


def test_other_sites_are_not_counted(
    organisation: Organisation, site: Site, add_choice: Add, add_view: Add
) -> None:
    """R20: every query is scoped to a site."""
    other = add_site(organisation, "Other", ["other.example"])
    add_choice("given", site=other)
    add_view("/", site=other)
    assert queries.choices_by_day(site.id, PERIOD)[DAY] == Choices()
    assert queries.visits_in(site.id, PERIOD) == Visits()
    assert queries.top_pages(site.id, PERIOD) == []
    both = queries.visits_of_sites([site.id, other.id], PERIOD)
    assert (both[site.id][DAY].views, both[other.id][DAY].views) == (0, 1)


def test_a_visitor_counts_once_and_without_an_identifier_by_record(
    site: Site, add_view: Add
) -> None:
    add_view("/a")
    add_view("/b")
    add_view("/a", NOON + DAY_MS)
    add_view("/a", visitor=None, record=b"x" * 16)
    add_view("/a", visitor=None, record=b"x" * 16)
    add_view("/a", name="click")  # no page view
    assert queries.visits_in(site.id, PERIOD) == Visits(5, 2)
    by_day = queries.visits_by_day(site.id, PERIOD)
    assert by_day == {DAY - 1: Visits(), DAY: Visits(4, 2), DAY + 1: Visits(1, 1)}


def test_lists_are_ordered_by_page_views(site: Site, add_view: Add) -> None:
    for page, country, browser in (
        ("/b", "FR", "Firefox"),
        ("/a", "FR", "Chrome"),
        ("/b", None, "x"),
    ):
        add_view(page, country=country, browser=browser, device="phone", referrer="news.example")
    assert queries.top_pages(site.id, PERIOD) == [Row("/b", 2, 1), Row("/a", 1, 1)]
    assert queries.top_pages(site.id, PERIOD, limit=1) == [Row("/b", 2, 1)]
    assert queries.countries(site.id, PERIOD) == [Row("FR", 2, 1), Row(None, 1, 1)]
    assert queries.referrers(site.id, PERIOD) == [Row("news.example", 3, 1)]
    assert queries.devices(site.id, PERIOD) == [Row("phone", 3, 1)]
    assert len(queries.browsers(site.id, PERIOD)) == 3


def test_unanswered_is_an_upper_bound_or_not_known(site: Site) -> None:
    """Loads minus answers; fewer loads than answers prove that loads were not seen."""
    SnippetLoad.create(site=site, day=DAY, loads=10)
    loads = queries.loads_by_day(site.id, PERIOD)
    assert loads == {DAY - 1: 0, DAY: 10, DAY + 1: 0}
    assert queries.unanswered(loads.values(), [Choices(given=2, refused=1, withdrawn=4)]) == 7
    assert queries.unanswered(loads.values(), [Choices(given=11)]) is None


def test_periods_are_whole_days_with_both_ends() -> None:
    period = parse_period(None, "2024-10-04", "2024-10-05", NOON)
    assert (period.first, period.last, len(period.days)) == (DAY, DAY + 1, 2)
    assert period.previous == Period(DAY - 2, DAY - 1)
    assert last_days(30, NOON).last == DAY
    assert parse_period(None, None, None, NOON).name == "30"


@pytest.mark.parametrize(
    ("preset", "start", "end", "field"),
    [
        ("31", None, None, "period"),
        (None, "2024-13-01", None, "from"),
        (None, None, "yesterday", "to"),
        (None, "2024-10-05", "2024-10-04", "from"),
        (None, "2020-01-01", "2024-10-04", "from"),
        (None, "2024-10-04'; drop table event", None, "from"),
    ],
)
def test_a_period_that_is_none_names_its_field(
    preset: str | None, start: str | None, end: str | None, field: str
) -> None:
    """R16: bad input gets a clear error."""
    with pytest.raises(InvalidInput) as raised:
        parse_period(preset, start, end, NOON)
    assert field in raised.value.fields
