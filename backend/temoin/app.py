"""The application factory: the only place where everything meets."""

from __future__ import annotations

from flask import Flask

from temoin import settings as settings_module
from temoin.adapters import clock
from temoin.adapters.geo import open_geography
from temoin.features import FEATURES
from temoin.settings import Settings
from temoin.sites.published import PublishedSites
from temoin.store.opening import open_database
from temoin.store.transaction import connect
from temoin.store.writer import GroupCommitWriter
from temoin.web import errors, health, hygiene, wording
from temoin.web.body import MAX_BODY_BYTES
from temoin.web.services import Services


def create_services(settings: Settings) -> Services:
    """The running parts of one process; the schema is expected to be up to date."""
    return Services(
        settings=settings,
        database=open_database(settings.database),
        writer=GroupCommitWriter(connect(settings.database)),
        geography=open_geography(settings.geoip_db),
        now_ms=clock.now_ms,
        secret=settings_module.secret_of(settings),
        features=FEATURES,
    )


def create_app(settings: Settings | None = None, services: Services | None = None) -> Flask:
    """The Flask application of these settings (default: of the environment)."""
    services = services or create_services(settings or settings_module.load())
    app = Flask("temoin", static_folder=None, template_folder="web/templates")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.extensions["temoin"] = services
    sites = PublishedSites(services.now_ms)
    app.extensions["temoin_sites"] = sites
    hygiene.install(app, services)
    errors.install(app)
    health.install(app, services)
    wording.install(app, [feature.wording for feature in FEATURES if feature.wording])
    for feature in FEATURES:
        if feature.register is not None:
            feature.register(app, services, sites)
    return app
