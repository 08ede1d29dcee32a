"""`/api/v1/sites/<key>/stats`, `banner` and `consents`: the dashboard's numbers for programs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from temoin.accounts.access import api
from temoin.accounts.roles import TokenScope
from temoin.core.experiment import Interval
from temoin.sites.models import Site
from temoin.sites.service import published_document
from temoin.stats import banner, queries, schemas
from temoin.stats.banner import Outcome
from temoin.stats.banner_schemas import BannerSchema
from temoin.stats.period import Period, day_of, parse_days, parse_period
from temoin.stats.queries import Choices
from temoin.stats.records import Filter, Record, records
from temoin.web.api_input import read_query
from temoin.web.openapi import Operation
from temoin.web.services import services_of

routes = Blueprint("stats_api", __name__, url_prefix="/api/v1/sites/<key>")


@routes.get("/stats")
@api(
    TokenScope.STATS_READ,
    Operation(query=schemas.PeriodQuery, answer=schemas.StatsSchema),
)
def stats(site: Site) -> ResponseReturnValue:
    """Choices, page views and visitors of a site by day, with its top pages and countries."""
    asked = read_query(schemas.PeriodQuery)
    found: dict[str, Any] = schemas.StatsSchema().dump(numbers(site.id, _period(asked)))
    return found


@routes.get("/banner")
@api(
    TokenScope.STATS_READ,
    Operation(query=schemas.PeriodQuery, answer=BannerSchema),
)
def banner_results(site: Site) -> ResponseReturnValue:
    """How often the banner was shown, what became of it, and the results of an A/B test."""
    asked = read_query(schemas.PeriodQuery)
    found: dict[str, Any] = BannerSchema().dump(outcomes(site, _period(asked)))
    return found


@routes.get("/consents")
@api(
    TokenScope.CONSENTS_READ,
    Operation(query=schemas.RecordQuery, answer=schemas.RecordPageSchema),
)
def consents(site: Site) -> ResponseReturnValue:
    """Consent records of a site, the newest first."""
    asked = read_query(schemas.RecordQuery)
    cursor, limit = asked.pop("cursor"), asked.pop("limit")
    start, end = asked.pop("start"), asked.pop("end")
    period = parse_days(start, end, services_of().now_ms()) if start or end else None
    found, following = records(site.id, Filter(period=period, **asked), cursor, limit)
    page = {"items": [_record(record) for record in found], "next": following}
    answer: dict[str, Any] = schemas.RecordPageSchema().dump(page)
    return answer


def numbers(site_id: int, period: Period) -> dict[str, Any]:
    """Everything that the dashboard shows of a site in this period."""
    choices = queries.choices_by_day(site_id, period)
    visits = queries.visits_by_day(site_id, period)
    loads = queries.loads_by_day(site_id, period)
    whole = queries.visits_in(site_id, period)
    return {
        "start": day_of(period.first),
        "end": day_of(period.last),
        "choices": sum(choices.values(), Choices()),
        "unanswered_at_most": queries.unanswered(loads.values(), choices.values()),
        "views": whole.views,
        "visitors": whole.visitors,
        "days": [
            {
                "day": day_of(day),
                "loads": loads[day],
                **asdict(choices[day]),
                **asdict(visits[day]),
            }
            for day in period.days
        ],
        "pages": queries.top_pages(site_id, period),
        "countries": queries.countries(site_id, period),
        "referrers": queries.referrers(site_id, period),
        "devices": queries.devices(site_id, period),
        "browsers": queries.browsers(site_id, period),
    }


def outcomes(site: Site, period: Period) -> dict[str, Any]:
    """Everything that the dashboard shows of the banner in this period."""
    days = banner.by_day(site.id, period)
    whole = banner.total(days.values())
    raw = published_document(site).raw
    has_test = bool(raw["experiment"]["arms"])
    arms = banner.arms(site.id, period, site.published_number) if has_test else []
    return {
        "start": day_of(period.first),
        "end": day_of(period.last),
        "counting": raw["counting"] or has_test,
        "whole": whole,
        "shares": _shares(whole),
        "days": [{"day": day_of(day), **_counts(one)} for day, one in days.items()],
        "waited": [
            {"seconds": bound, "answers": count}
            for bound, count in banner.waited(site.id, period).items()
        ],
        "layouts": _groups("layout", site, period),
        "regimes": _groups("regime", site, period),
        "pages": _groups("page", site, period),
        "arms": [
            {
                "key": arm.key,
                **_counts(arm.outcome),
                "shares": _shares(arm.outcome),
                "answered_lift": arm.answered_lift,
                "accepted_lift": arm.accepted_lift,
            }
            for arm in arms
        ],
    }


def _period(asked: dict[str, Any]) -> Period:
    return parse_period(
        asked.get("period"), asked.get("start"), asked.get("end"), services_of().now_ms()
    )


def _counts(outcome: Outcome) -> dict[str, Any]:
    return {**asdict(outcome), "unanswered": outcome.unanswered}


def _shares(outcome: Outcome) -> dict[str, Interval | None]:
    return {what: outcome.share(what) for what in (*banner.ANSWERS, "unanswered")}


def _groups(column: str, site: Site, period: Period) -> list[dict[str, Any]]:
    found = banner.outcomes(column, site.id, period)
    return [{"name": name, **_counts(outcome)} for name, outcome in found.items()]


def _record(record: Record) -> dict[str, Any]:
    return {**asdict(record), "at": datetime.fromtimestamp(record.at / 1000, UTC)}
