"""`POST /api/tally`: counts of what became of the banner, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.core.period import DAY_MS
from temoin.sites.document import load_document
from temoin.sites.models import Site
from temoin.sites.service import draft_of, publish, save_draft
from temoin.stats import banner
from temoin.stats.period import Period
from temoin.tally.models import BannerTally
from temoin.tally.service import PAGES_A_DAY
from tests.feature.conftest import ORIGIN, Clock

Body = Callable[..., dict[str, Any]]
ARM = {"key": "b", "texts": {"fr": {"title": "Bonjour"}}}


def send(client: FlaskClient, body: Any, **headers: str) -> Any:
    sent = {"Origin": ORIGIN, **headers}
    return client.post("/api/tally", data=json.dumps(body), content_type="text/plain", headers=sent)


def republish(app: Flask, site: Site, **changed: Any) -> int:
    save_draft(site, load_document({**draft_of(site).raw, **changed}))
    number = publish(Site.get_by_id(site.id)).number
    app.extensions["temoin_sites"].forget(site.key)
    return number


@pytest.fixture
def counting(app: Flask, site: Site, showing: Body) -> Body:
    """The body of a showing on a site that counts and has an arm `b`."""
    number = republish(app, site, counting=True, experiment={"sticky": "view", "arms": [ARM]})

    def make(**changed: Any) -> dict[str, Any]:
        return showing(**{"revision": number, **changed})

    return make


def today(clock: Clock) -> Period:
    day = clock() // DAY_MS
    return Period(day, day)


def test_a_count_holds_nothing_of_a_visitor(client: FlaskClient, counting: Body) -> None:
    """AUD-09: no time of day, no address, no browser, no query of the page."""
    reply = send(client, counting(), **{"User-Agent": "Firefox/140.0"})
    assert (reply.status_code, json.loads(reply.data)) == (202, {"counted": True})
    lines: Any = BannerTally.select().dicts()
    (line,) = lines
    assert {name: line[name] for name in line if name not in ("site", "day")} == {
        "revision": 2, "arm": "", "regime": "", "layout": "narrow", "page": "/article",
        "what": "shown", "waited_s": 0, "count": 1,
    }  # fmt: skip


def test_a_site_that_does_not_count_keeps_nothing(client: FlaskClient, showing: Body) -> None:
    """Nothing is kept that nobody switched on, whoever sends it."""
    reply = send(client, showing())
    assert json.loads(reply.data) == {"counted": False}
    assert BannerTally.select().count() == 0


def test_counts_of_an_older_revision_are_left_out(client: FlaskClient, counting: Body) -> None:
    """A page open since before a test began must not be counted as an arm of it."""
    assert json.loads(send(client, counting(revision=1)).data) == {"counted": False}


def test_outcomes_are_added_up_by_arm_and_layout(
    client: FlaskClient, counting: Body, site: Site, clock: Clock
) -> None:
    for arm, shown, accepted in (("", 20, 5), ("b", 20, 15)):
        for _ in range(shown):
            send(client, counting(arm=arm))
        for _ in range(accepted):
            send(client, counting(arm=arm, what="accept", layout="wide", waited=1500))
    own, other = banner.arms(site.id, today(clock), 2)
    assert (own.outcome.shown, own.outcome.accept, own.answered_lift) == (20, 5, None)
    assert (other.outcome.shown, other.outcome.accept) == (20, 15)
    assert other.accepted_lift is not None
    assert other.accepted_lift.share == 0.5
    assert other.accepted_lift.low > 0
    assert banner.outcomes("layout", site.id, today(clock))["wide"].accept == 20
    assert banner.waited(site.id, today(clock)) == {2: 20}
    whole = banner.total(banner.by_day(site.id, today(clock)).values())
    assert (whole.shown, whole.answered, whole.unanswered) == (40, 20, 20)


def test_an_unknown_arm_is_refused(client: FlaskClient, counting: Body) -> None:
    reply = send(client, counting(arm="z"))
    assert reply.status_code == 422
    assert "arm" in json.loads(reply.data)["errors"]


def test_another_origin_may_not_count(client: FlaskClient, counting: Body) -> None:
    """V22: exact origins."""
    assert send(client, counting(), Origin="https://evil.example").status_code == 403
    assert BannerTally.select().count() == 0


def test_made_up_pages_do_not_fill_the_disk(
    client: FlaskClient, counting: Body, site: Site, clock: Clock
) -> None:
    """R5: from some number on, pages of a day are counted together."""
    for number in range(PAGES_A_DAY + 20):
        send(client, counting(page=f"{ORIGIN}/{number}"))
    found = banner.outcomes("page", site.id, today(clock), limit=1000)
    assert len(found) == PAGES_A_DAY + 1
    assert found[""].shown == 20
