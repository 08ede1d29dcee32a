"""The register to read, to print and to take away: of a site, and of an organisation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Flask, Response, render_template
from flask.typing import ResponseReturnValue

from temoin.accounts.access import organisation_role, site_role
from temoin.accounts.models import Organisation
from temoin.accounts.roles import Role
from temoin.register import api
from temoin.register.building import register_of
from temoin.register.exporting import as_csv, as_json
from temoin.sites.models import Site
from temoin.sites.service import has_unpublished_changes
from temoin.web.wording import page_language


def register(app: Flask, _services: object, _sites: object) -> None:
    """Add the pages, their files and the API."""
    routes = Blueprint("register", __name__, template_folder="templates")
    _add_site_routes(routes)
    _add_organisation_routes(routes)
    app.register_blueprint(routes)
    app.register_blueprint(api.routes)


def _add_site_routes(routes: Blueprint) -> None:
    @routes.get("/sites/<key>/register")
    @site_role(Role.VIEWER)
    def of_site(site: Site) -> str:
        return render_template(
            "register/site.html",
            site=site,
            register=register_of(site, page_language()),
            has_unpublished=has_unpublished_changes(site),
        )

    @routes.get("/sites/<key>/register.csv")
    @site_role(Role.VIEWER)
    def site_csv(site: Site) -> ResponseReturnValue:
        lines = as_csv([register_of(site, page_language())])
        return _file(lines, "text/csv", f"register-{site.key}.csv")

    @routes.get("/sites/<key>/register.json")
    @site_role(Role.VIEWER)
    def site_json(site: Site) -> ResponseReturnValue:
        content = as_json(site, page_language())
        return _file(content, "application/json", f"register-{site.key}.json")


def _add_organisation_routes(routes: Blueprint) -> None:
    @routes.get("/organisations/<int:organisation>/register")
    @organisation_role(Role.VIEWER)
    def of_organisation(organisation: Organisation) -> str:
        return render_template(
            "register/organisation.html",
            organisation=organisation,
            registers=_registers(organisation),
        )

    @routes.get("/organisations/<int:organisation>/register.csv")
    @organisation_role(Role.VIEWER)
    def organisation_csv(organisation: Organisation) -> ResponseReturnValue:
        lines = as_csv(_registers(organisation))
        return _file(lines, "text/csv", f"register-{organisation.id}.csv")


def _registers(organisation: Organisation) -> list[dict[str, Any]]:
    """The registers of all sites, by name."""
    sites = Site.select().where(Site.organisation == organisation.id).order_by(Site.name, Site.id)
    return [register_of(site, page_language()) for site in sites]


def _file(content: Iterable[str], kind: str, name: str) -> Response:
    reply = Response("".join(content), mimetype=kind)
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply
