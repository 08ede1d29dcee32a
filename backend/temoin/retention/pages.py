"""`/organisations/<id>/retention`: how long what is kept, why, and what was purged."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, render_template

from temoin.accounts.access import organisation_role
from temoin.accounts.models import Organisation
from temoin.accounts.roles import Role
from temoin.core.retention import Retention
from temoin.retention.models import PurgeLine, PurgeRun
from temoin.retention.overdue import rules
from temoin.sites.models import Site
from temoin.sites.published import PublishedSites
from temoin.sites.service import published_document
from temoin.web.services import Services
from temoin.web.wording import page_language, t

RUNS = 10
_MONTH_DAYS = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Period:
    """What is kept, how long on which sites, and why, in the words of the page."""

    what: str
    kept: list[tuple[str, str]]
    reason: str


@dataclass(frozen=True, slots=True)
class Purge:
    """One run, as far as it concerns the organisation."""

    run: PurgeRun
    lines: list[PurgeLine]


def register(app: Flask, services: Services, _sites: PublishedSites) -> None:
    """Add the page."""
    routes = Blueprint("retention", __name__, template_folder="templates")
    all_rules = rules(services.features)

    @routes.get("/organisations/<int:organisation>/retention")
    @organisation_role(Role.ADMIN)
    def retention(organisation: Organisation) -> str:
        sites = list(Site.select().where(Site.organisation == organisation.id).order_by(Site.name))
        return render_template(
            "retention/retention.html",
            organisation=organisation,
            periods=[_period(rule, sites) for rule in all_rules if _is_told(rule)],
            purges=_purges(sites),
            names={rule.table._meta.table_name: _said(rule) for rule in all_rules},  # type: ignore[attr-defined]
        )

    app.register_blueprint(routes)


def _is_told(rule: Retention) -> bool:
    return rule.is_personal or rule.keep is not None


def _said(rule: Retention) -> str:
    return rule.what[page_language()]


def _period(rule: Retention, sites: list[Site]) -> Period:
    """One line; sites are named only where their periods differ."""
    if isinstance(rule.keep, int) or rule.keep is None:
        kept = [("", _length(rule.keep))]
    else:
        by_site = [(site.name, _length(rule.days(published_document(site).raw))) for site in sites]
        lengths = {length for _, length in by_site}
        kept = by_site if len(lengths) > 1 else [("", length) for length in lengths]
    return Period(_said(rule), kept, rule.reason[page_language()])


def _length(days: int | None) -> str:
    """`1 day`, `25 months`, `6 years and 1 month`."""
    if days is None:
        return t("retention.with_owner")
    if days == 0:
        return t("retention.until_over")
    months = round(days / _MONTH_DAYS)
    if days < 60:
        return t("retention.day" if days == 1 else "retention.days", days=days)
    if months < 36:
        return t("retention.months", months=months)
    years, rest = divmod(months, 12)
    if not rest:
        return t("retention.years", years=years)
    return t("retention.years_and_months", years=years, months=rest)


def _purges(sites: list[Site]) -> list[Purge]:
    """The last runs with what they did here, or for the whole service."""
    runs = PurgeRun.select().order_by(PurgeRun.id.desc()).limit(RUNS)
    own = PurgeLine.site.in_([site.id for site in sites]) | PurgeLine.site.is_null()
    lines = PurgeLine.select(PurgeLine, Site).left_outer_join(Site).where(own)
    return [
        Purge(run, list(lines.where(PurgeLine.run == run.id).order_by(PurgeLine.id)))
        for run in runs
    ]
