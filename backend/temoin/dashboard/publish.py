"""`/sites/<key>/publish`: what would change for visitors, the button, and all earlier revisions."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from temoin.accounts.access import current_actor, site_role
from temoin.accounts.models import User
from temoin.accounts.roles import Role
from temoin.core.errors import InvalidInput, NotFound
from temoin.dashboard.advice import advice_on
from temoin.dashboard.changes import changes, title_of
from temoin.dashboard.problems import listed
from temoin.purposes.completeness import gaps_of_controller, gaps_of_purpose
from temoin.sites.document import load_document, stored_document
from temoin.sites.models import Site, SiteRevision
from temoin.sites.published import PublishedSites
from temoin.sites.service import asks_again, draft_of, publish, save_draft
from temoin.web.wording import t

SHOWN = 50


def add_routes(routes: Blueprint, sites: PublishedSites) -> None:
    """Add the page and its two buttons."""

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

    @routes.post("/sites/<key>/revisions/<int(max=2147483647):number>/restore")
    @site_role(Role.EDITOR)
    def restore(site: Site, number: int) -> ResponseReturnValue:
        """Make an earlier revision the draft again; nothing changes for visitors yet."""
        found = SiteRevision.get_or_none(
            (SiteRevision.site == site.id) & (SiteRevision.number == number)
        )
        if found is None:
            raise NotFound("there is no such revision")
        save_draft(site, load_document(json.loads(found.document)), site.draft_version)
        return redirect(f"/sites/{site.key}/publish")


def _page(site: Site) -> str:
    revisions, draft = _revisions(site), draft_of(site).raw
    advice = advice_on(draft)
    return render_template(
        "dashboard/publish.html",
        site=site,
        revisions=revisions,
        changes=changes(stored_document(revisions[0].document).raw, draft),
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


def _revisions(site: Site) -> list[SiteRevision]:
    """The newest first, with who published them."""
    return list(
        SiteRevision.select(SiteRevision, User)
        .left_outer_join(User)
        .where(SiteRevision.site == site.id)
        .order_by(SiteRevision.number.desc())
        .limit(SHOWN)
    )
