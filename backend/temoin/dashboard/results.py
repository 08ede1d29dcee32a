"""`/sites/<key>/results`: how often the banner was shown and what became of it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from temoin.accounts.access import site_role
from temoin.accounts.roles import Role
from temoin.dashboard.days import asked_period, toolbar
from temoin.sites.models import Site
from temoin.sites.service import published_document
from temoin.stats import banner
from temoin.web.services import Services

GROUPS = ("layout", "regime", "page")


def add_routes(routes: Blueprint, services: Services) -> None:
    """Add the page."""

    @routes.get("/sites/<key>/results")
    @site_role(Role.VIEWER)
    def results(site: Site) -> ResponseReturnValue:
        period = asked_period(services)
        days = banner.by_day(site.id, period)
        raw = published_document(site).raw
        return render_template(
            "dashboard/results.html",
            site=site,
            **toolbar(period, services),
            days=days,
            whole=banner.total(days.values()),
            waited=banner.waited(site.id, period),
            groups={name: banner.outcomes(name, site.id, period) for name in GROUPS},
            arms=banner.arms(site.id, period, site.published_number),
            is_counting=raw["counting"] or bool(raw["experiment"]["arms"]),
            has_test=bool(raw["experiment"]["arms"]),
        )
