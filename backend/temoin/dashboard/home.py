"""`/`: all sites of the reader, by organisation, and the form that adds one."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from temoin.accounts.access import current_actor, organisation_role, signed_in
from temoin.accounts.models import Organisation
from temoin.accounts.roles import Role
from temoin.core.errors import InvalidInput
from temoin.dashboard.charts import sparkline
from temoin.sites.defaults import offered_languages
from temoin.sites.models import Site
from temoin.sites.scope import sites_of
from temoin.sites.service import add_site
from temoin.stats.period import last_days
from temoin.stats.queries import Choices, choices_of_sites, visits_of_sites
from temoin.web.services import Services
from temoin.web.wording import t

DAYS = 30


@dataclass(frozen=True, slots=True)
class SiteCard:
    """One site with its last 30 days."""

    site: Site
    choices: Choices
    views: int
    choices_line: str
    views_line: str


@dataclass(slots=True)
class Group:
    """An organisation, the reader's role in it and its sites."""

    organisation: Organisation
    role: Role
    cards: list[SiteCard] = field(default_factory=list)

    @property
    def may_add(self) -> bool:
        """Whether the reader may add a site here."""
        return self.role >= Role.ADMIN


def add_routes(routes: Blueprint, services: Services) -> None:
    """Add the list and the form's target."""

    def page(status: int = 200, failed: int | None = None, error: str = "") -> ResponseReturnValue:
        groups = _groups(services.now_ms())
        shown = render_template(
            "dashboard/home.html",
            groups=groups,
            failed=failed,
            error=error,
            now=services.now_ms(),
            languages=offered_languages(),
            alarms=_alarms(services) if any(group.may_add for group in groups) else [],
        )
        return shown, status

    @routes.get("/")
    @signed_in
    def home() -> ResponseReturnValue:
        return page()

    @routes.post("/organisations/<int:organisation>/sites")
    @organisation_role(Role.ADMIN)
    def new_site(organisation: Organisation) -> ResponseReturnValue:
        name = request.form.get("name", "").strip()
        domain = _host(request.form.get("domain", ""))
        language = request.form.get("language", "fr")
        try:
            site = add_site(organisation, name, [domain], language)
        except InvalidInput as error:
            which = "domain" if "domains" in error.fields else "name"
            return page(422, organisation.id, t(f"home.error.{which}"))
        return redirect(f"/sites/{site.key}/install")


def _host(text: str) -> str:
    """`shop.example` also from a pasted `https://shop.example/page`."""
    return text.strip().removeprefix("https://").removeprefix("http://").split("/")[0]


def _alarms(services: Services) -> list[str]:
    """What needs a person, as all features tell it."""
    told = [alarm for one in services.features if one.alarms for alarm in one.alarms(services)]
    return [t(alarm.key, **alarm.values) for alarm in told]


def _groups(now_ms: int) -> list[Group]:
    actor = current_actor()
    found = Organisation.select().where(Organisation.id.in_(list(actor.roles)))
    groups = {
        organisation.id: Group(organisation, actor.roles[organisation.id])
        for organisation in found.order_by(Organisation.name, Organisation.id)
    }
    sites: list[Site] = list(sites_of(actor))
    period = last_days(DAYS, now_ms)
    ids = [site.id for site in sites]
    choices, visits = choices_of_sites(ids, period), visits_of_sites(ids, period)
    for site in sites:
        by_day = list(choices[site.id].values())
        views = [day.views for day in visits[site.id].values()]
        groups[site.organisation_id].cards.append(
            SiteCard(
                site,
                sum(by_day, Choices()),
                sum(views),
                sparkline([day.asked for day in by_day]),
                sparkline(views),
            )
        )
    return list(groups.values())
