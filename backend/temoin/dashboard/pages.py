"""All pages of the dashboard, registered at once."""

from __future__ import annotations

from flask import Blueprint, Flask

from temoin.dashboard import (
    assets,
    edit,
    experiment,
    formatting,
    home,
    install,
    navigation,
    overview,
    preview,
    publish,
    purposes,
    record,
    records,
    results,
    revisions,
)
from temoin.sites.published import PublishedSites
from temoin.web.services import Services


def register(app: Flask, services: Services, sites: PublishedSites) -> None:
    """Add the pages, their files, and what their templates use."""
    routes = Blueprint("dashboard", __name__, template_folder="templates")
    assets.install(app, routes)
    formatting.install(app)
    navigation.install(app)
    home.add_routes(routes, services)
    overview.add_routes(routes, services)
    records.add_routes(routes, services)
    record.add_routes(routes, services)
    install.add_routes(routes, services, sites)
    results.add_routes(routes, services)
    edit.add_routes(routes)
    purposes.add_routes(routes)
    experiment.add_routes(routes)
    preview.add_routes(routes, services)
    publish.add_routes(routes, sites)
    revisions.add_routes(routes, services)
    app.register_blueprint(routes)
