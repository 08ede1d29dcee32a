"""`/sites/<key>/install`: how to put the snippet on a site, and whether it was seen there."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from temoin.accounts.access import site_role
from temoin.accounts.roles import Role
from temoin.banner.freezing import freeze, frozen_of, is_freezable
from temoin.core.errors import NotFound
from temoin.sites.debugging import debug_link
from temoin.sites.models import Site
from temoin.sites.published import PublishedSite, PublishedSites
from temoin.sites.service import draft_of, snippet_tag
from temoin.web.services import Services


def add_routes(routes: Blueprint, services: Services, sites: PublishedSites) -> None:
    """Add the page, and the button that freezes the snippet."""

    def published(site: Site) -> PublishedSite:
        found = sites.get(site.key)
        if found is None:
            raise NotFound("this site was never published")
        return found

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
            shown=published(site),
            is_freezable=is_freezable(published(site)),
            frozen=frozen_of(site, base_url),
        )

    @routes.post("/sites/<key>/freeze")
    @site_role(Role.EDITOR)
    def freezing(site: Site) -> ResponseReturnValue:
        language = request.form.get("language", "")
        freeze(published(site), language, services.settings.base_url, services.now_ms())
        return redirect(f"/sites/{site.key}/install#frozen")
