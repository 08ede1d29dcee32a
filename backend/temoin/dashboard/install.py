"""`/sites/<key>/install`: how to put the snippet on a site, and whether it was seen there."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from temoin.accounts.access import site_role
from temoin.accounts.roles import Role
from temoin.sites.debugging import debug_link
from temoin.sites.models import Site
from temoin.sites.service import draft_of, snippet_tag
from temoin.web.services import Services


def add_routes(routes: Blueprint, services: Services) -> None:
    """Add the page."""

    @routes.get("/sites/<key>/install")
    @site_role(Role.VIEWER)
    def installation(site: Site) -> ResponseReturnValue:
        base_url = services.settings.base_url
        draft = draft_of(site)
        return render_template(
            "dashboard/install.html",
            site=site,
            document=draft.raw,
            asked=draft.asked,
            base_url=base_url,
            debug_link=debug_link(services, site.key, draft.raw["domains"][0]),
            snippet=snippet_tag(base_url, site),
            now=services.now_ms(),
        )
