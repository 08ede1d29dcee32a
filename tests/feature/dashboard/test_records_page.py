"""The list of consent records and its export."""

from __future__ import annotations

import csv
import io
import json
import os
from typing import Any

import pytest

from temoin.accounts.models import Organisation
from temoin.adapters import clock
from temoin.consent.models import ConsentRecord
from temoin.ingest.models import Event
from temoin.sites.models import Site
from temoin.sites.service import add_site
from temoin.stats.exporting import as_csv
from temoin.stats.records import Record
from temoin.web.spreadsheet import harmless
from tests.feature.command_line import Command, command
from tests.feature.people import Browser

__all__ = ["command"]

NOON = 20_000 * 86_400_000 + 43_200_000


def add_choice(site: Site, state: str = "given", at: int = NOON, **changed: Any) -> ConsentRecord:
    """Writes a record; what is passed replaces a column."""
    row = {
        "id": clock.new_id(at), "site": site, "key": os.urandom(16), "digest": b"d", "at": at,
        "revision": 1, "action": "accept", "state": state, "granted": "statistics media",
        "language": "fr", "source": "banner", "page": "https://shop.example/",
    }  # fmt: skip
    made: ConsentRecord = ConsentRecord.create(**{**row, **changed})
    return made


def add_view(site: Site, page: str, at: int = NOON, **changed: Any) -> Event:
    """Writes a page view; what is passed replaces a column."""
    row = {
        "id": clock.new_id(at), "site": site, "key": os.urandom(16), "digest": b"d", "at": at,
        "name": "pageview", "page": page, "record": b"r" * 16,
    }  # fmt: skip
    made: Event = Event.create(**{**row, **changed})
    return made


def test_older_records_are_one_click_away_and_keep_the_filter(owner: Browser, site: Site) -> None:
    for number in range(60):
        add_choice(site, "given" if number % 2 else "refused", NOON + number)
    first = owner.get(f"/sites/{site.key}/records").text
    assert first.count('class="state') == 50
    assert "?after=" in first
    filtered = owner.get(f"/sites/{site.key}/records?state=refused&from=2024-10-04").text
    assert filtered.count('class="state') == 30
    assert "after=" not in filtered


def test_the_export_holds_what_the_filter_shows(owner: Browser, site: Site) -> None:
    for number in range(1100):  # more than one read of the database
        add_choice(site, "given" if number % 2 else "refused", NOON + number)
    reply = owner.get(f"/sites/{site.key}/records.csv?state=refused")
    assert reply.mimetype == "text/csv"
    assert "attachment" in reply.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert len(rows) == 550
    assert rows[-1] == {
        "id": rows[-1]["id"], "at": "2024-10-04T12:00:00.000+00:00", "state": "refused",
        "action": "accept", "granted": "statistics media", "refused_vendors": "",
        "source": "banner", "page": "https://shop.example/", "language": "fr", "revision": "1",
        "country": "", "regime": "",
    }  # fmt: skip


def test_recipients_that_were_refused_alone_are_shown(owner: Browser, site: Site) -> None:
    """CNIL-09, CNIL-18: on the page and in the export."""
    add_choice(site, "partial", vendors='{"ads":false,"more-ads":false}')
    page = owner.get(f"/sites/{site.key}/records").text
    assert "statistics, media<br><small>except ads, more-ads</small>" in page
    (row,) = csv.DictReader(io.StringIO(owner.get(f"/sites/{site.key}/records.csv").text))
    assert row["refused_vendors"] == "ads more-ads"


def test_the_export_of_another_organisation_is_not_there(owner: Browser, site: Site) -> None:
    """ASVS 8.4.1."""
    other = add_site(Organisation.create(name="Other", created_at=0), "Other", ["o.example"])
    assert owner.get(f"/sites/{other.key}/records.csv").status_code == 404


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_cells_that_a_spreadsheet_would_run_are_neutralised(start: str) -> None:
    """V21, ASVS 1.2.10: read back, the cell is text beginning with an apostrophe."""
    cell = f'{start}cmd|"/c calc"!A1,;\n"x"'
    record = Record("i", 0, "given", "accept", (), (), "banner", cell, "fr", 1, None, None)
    (row,) = csv.DictReader(io.StringIO("".join(as_csv([record])), newline=""))
    assert row["page"] == "'" + cell


def test_harmless_cells_come_back_as_they_were() -> None:
    for cell in ("", "https://shop.example/?a=1", "a=b", "1", 'say "x", y', "é\u2028"):
        assert harmless(cell) == cell


def test_records_are_found_by_page_and_purpose(owner: Browser, site: Site) -> None:
    """The beginning of an address, and what was answered for one purpose; nothing is a pattern."""
    shop, blog = "https://shop.example/", "https://shop.example/blog/a_b%c"
    add_choice(site, granted="statistics media", page=shop)
    add_choice(site, "partial", granted="media", page=blog)
    add_choice(site, "refused", granted="", page=blog)
    list_of = f"/sites/{site.key}/records?"
    for query, count in (
        ("page=https://shop.example/", 3), ("page=https://shop.example/blog/a_", 2),
        ("page=https://shop.example/b__g", 0), ("page=blog", 0), ("page=%25", 0),
        ("purpose=media", 2), ("purpose=media&answer=granted", 2), ("purpose=statistics", 1),
        ("purpose=statistics&answer=refused", 2), ("purpose=med", 0), ("purpose=m_dia", 0),
        ("purpose=media&answer=refused&page=https://shop.example/blog", 1), ("answer=refused", 3),
    ):  # fmt: skip
        assert owner.get(list_of + query).text.count('class="state') == count, query
    for query in ("purpose=A", "answer=maybe", "page=%00", "purpose=%27"):
        assert owner.get(list_of + query).status_code == 422, query
    assert owner.get(f"/sites/{site.key}/records.csv?purpose=statistics").text.count("\n") == 2


def test_the_command_line_takes_records_away(command: Command, site: Site) -> None:
    """REC-05: the same rows as CSV and as lines of JSON."""
    for number in range(3):
        add_choice(site, at=NOON + number)
    asked = ("export", site.key, "--what", "consents", "--format")
    rows = list(csv.DictReader(io.StringIO(command(*asked, "csv").output)))
    lines = command(*asked, "json").output.splitlines()
    assert [row["id"] for row in rows] == [json.loads(line)["id"] for line in lines]
    assert json.loads(lines[0])["granted"] == ["statistics", "media"]
    assert len(rows) == 3
