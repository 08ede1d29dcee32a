"""`/sites/<key>/`: the numbers of one site in a period."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from temoin.accounts.access import site_role
from temoin.accounts.roles import Role
from temoin.dashboard.charts import shades
from temoin.dashboard.days import asked_period, toolbar
from temoin.sites.models import Site
from temoin.sites.service import draft_of
from temoin.stats import queries, records
from temoin.stats.period import Period
from temoin.stats.queries import Choices
from temoin.web.services import Services

LATEST = 8


def add_routes(routes: Blueprint, services: Services) -> None:
    """Add the page."""

    @routes.get("/sites/<key>/")
    @site_role(Role.VIEWER)
    def overview(site: Site) -> ResponseReturnValue:
        period = asked_period(services)
        return render_template(
            "dashboard/overview.html",
            site=site,
            document=draft_of(site).raw,
            **toolbar(period, services),
            **_consents(site.id, period),
            **_visits(site.id, period),
        )


def _consents(site_id: int, period: Period) -> dict[str, object]:
    by_day = queries.choices_by_day(site_id, period)
    earlier = queries.choices_by_day(site_id, period.previous)
    loads = queries.loads_by_day(site_id, period)
    latest, _ = records.records(site_id, records.Filter(), limit=LATEST)
    return {
        "choices_by_day": by_day,
        "choices": sum(by_day.values(), Choices()),
        "choices_before": sum(earlier.values(), Choices()),
        "loads": sum(loads.values()),
        "unanswered": queries.unanswered(loads.values(), by_day.values()),
        "latest": latest,
    }


def _visits(site_id: int, period: Period) -> dict[str, object]:
    countries = queries.countries(site_id, period)
    return {
        "visits_by_day": queries.visits_by_day(site_id, period),
        "visits": queries.visits_in(site_id, period),
        "visits_before": queries.visits_in(site_id, period.previous),
        "pages": queries.top_pages(site_id, period),
        "referrers": queries.referrers(site_id, period),
        "devices": queries.devices(site_id, period),
        "browsers": queries.browsers(site_id, period),
        "countries": countries,
        "shades": shades({row.name: row.views for row in countries if row.name}),
    }
