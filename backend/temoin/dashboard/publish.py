"""`/sites/<key>/publish`: what would change for visitors, and the button."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from temoin.accounts.access import current_actor, site_role
from temoin.accounts.roles import Role
from temoin.core.errors import InvalidInput
from temoin.dashboard.advice import advice_on
from temoin.dashboard.changes import changes, title_of
from temoin.dashboard.problems import listed
from temoin.purposes.completeness import gaps_of_controller, gaps_of_purpose
from temoin.sites.models import Site
from temoin.sites.published import PublishedSites
from temoin.sites.service import asks_again, draft_of, publish, published_document
from temoin.web.wording import t


def add_routes(routes: Blueprint, sites: PublishedSites) -> None:
    """Add the page and its button."""

    @routes.get("/sites/<key>/publish")
    @site_role(Role.EDITOR)
    def publishing(site: Site) -> ResponseReturnValue:
        return _page(site)

    @routes.post("/sites/<key>/publish")
    @site_role(Role.EDITOR)
    def publish_draft(site: Site) -> ResponseReturnValue:
        try:
            revision = publish(site, current_actor().user_id)
        except InvalidInput:
            return _page(site), 422  # it says which wording stands in the way
        sites.forget(site.key)
        return redirect(f"/sites/{site.key}/publish?published={revision.number}")


def _page(site: Site) -> str:
    draft = draft_of(site).raw
    advice = advice_on(draft)
    return render_template(
        "dashboard/publish.html",
        site=site,
        changes=changes(published_document(site).raw, draft),
        asks_again=asks_again(site),
        advice=advice,
        incomplete=_incomplete(draft),
        is_stopped=any(one.is_error for one in advice),
        published=request.args.get("published", type=int),
    )


def _incomplete(draft: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What notices and register will miss: page to fill it in, whose it is, and what."""
    languages = draft["languages"]
    who = gaps_of_controller(draft["controller"], languages)
    found = [("controller", t("facts.who"), listed(who))] if who else []
    for purpose in draft["purposes"]:
        gaps = gaps_of_purpose(purpose, languages)
        if gaps:
            found.append((f"purposes/{purpose['key']}", title_of(purpose), listed(gaps)))
    return found
