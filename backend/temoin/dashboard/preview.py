"""`/sites/<key>/preview`: the real banner, from the draft, on a page that records nothing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from temoin.accounts.access import site_role
from temoin.accounts.roles import Role
from temoin.banner.composing import first_layer_config, panel_config
from temoin.core.text import best_language
from temoin.dashboard import form, problems
from temoin.dashboard.advice import by_field
from temoin.dashboard.assets import asset
from temoin.sites.document import SiteDocument
from temoin.sites.models import Site
from temoin.sites.published import published
from temoin.sites.service import draft_of
from temoin.web.hygiene import PAGE_POLICY
from temoin.web.services import Services


def add_routes(routes: Blueprint, services: Services) -> None:
    """Add the page in the frame and the check of an unsaved form."""
    base_url = services.settings.base_url

    @routes.get("/sites/<key>/preview")
    @site_role(Role.VIEWER)
    def preview(site: Site) -> ResponseReturnValue:
        configs = _configs(site, draft_of(site), request.args.get("lang"), base_url, "auto")
        reply = make_response(render_template("dashboard/preview.html", configs=configs))
        policy = PAGE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        reply.headers["Content-Security-Policy"] = policy
        reply.headers["X-Frame-Options"] = "SAMEORIGIN"
        return reply

    @routes.post("/sites/<key>/preview")
    @site_role(Role.EDITOR)
    def preview_of_form(site: Site) -> ResponseReturnValue:
        """`configs` (null while something is wrong), and `problems` and `advice` by field."""
        raw = form.read(request.form, draft_of(site).raw)
        document, found = problems.check(raw)
        wanted = request.form.get("preview_language")
        scheme = "dark" if "preview_dark" in request.form else "light"
        configs = _configs(site, document, wanted, base_url, scheme) if document else None
        advice = by_field(document.raw) if document else {}
        return jsonify(configs=configs, problems=found, advice=advice)


def _configs(
    site: Site, document: SiteDocument, language: str | None, base_url: str, scheme: str
) -> dict[str, Any]:
    """What the first layer and the panel are given, in the wanted language or the site's first.

    `scheme` stands in for the visitor's device.
    """
    theme = document.raw["theme"]
    if theme["scheme"] == "auto":
        document = SiteDocument({**document.raw, "theme": {**theme, "scheme": scheme}})
    shown = published(site, site.published_number + 1, document)
    regime = shown.regimes.strictest
    spoken = best_language(language, document.languages)
    first = first_layer_config(shown, spoken, base_url, regime)
    return {
        "scheme": scheme,
        "first": {**first, "panel": asset("preview-panel.js")},
        "panel": panel_config(shown, spoken, regime),
    }
