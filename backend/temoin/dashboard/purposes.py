"""`/sites/<key>/purposes`: what is done with data, one page a purpose, what is missing on top."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from temoin.accounts.access import site_role
from temoin.accounts.roles import Role
from temoin.consent.models import ConsentRecord
from temoin.core.errors import Conflict, InvalidInput, NotFound
from temoin.dashboard.purpose_form import (
    SPARE_ROWS,
    new_key,
    own_lines,
    read_controller,
    read_purpose,
    without,
)
from temoin.ingest.models import Event
from temoin.purposes.authorities import authorities
from temoin.purposes.completeness import gaps_of_controller, gaps_of_purpose
from temoin.purposes.facts import ASKED, CONSENT, ROLES, in_banner, proof_of_choices
from temoin.purposes.relevance import uncovered
from temoin.purposes.vocabulary import terms
from temoin.sites.document import LIMITS, SiteDocument, load_document
from temoin.sites.models import Site
from temoin.sites.service import draft_of, has_unpublished_changes, save_draft

# What a new purpose may be: consent asked here or there, or one of the other bases.
KINDS = ("banner", "form", *(basis for basis in terms("bases") if basis != CONSENT))


def add_routes(routes: Blueprint) -> None:
    """Add the list, the page of a purpose, and that of the controller."""

    @routes.get("/sites/<key>/purposes")
    @site_role(Role.EDITOR)
    def purposes(site: Site) -> ResponseReturnValue:
        return _list(site)

    @routes.post("/sites/<key>/purposes")
    @site_role(Role.EDITOR)
    def add_purpose(site: Site) -> ResponseReturnValue:
        draft = draft_of(site)
        title, kind = request.form.get("title", "").strip(), request.form.get("kind", "")
        made = new_key(title, (purpose["key"] for purpose in draft.raw["purposes"]))
        asked = {"asked": kind} if kind in ASKED else {"basis": kind}
        purpose = {"key": made, "title": {draft.languages[0]: title}, "text": {}, **asked}
        raw = {**draft.raw, "purposes": [*draft.raw["purposes"], {**purpose, "detail": {}}]}
        if not _save(site, raw, site.draft_version):
            return _list(site, is_wrong=True), 422
        return redirect(f"/sites/{site.key}/purposes/{made}")

    @routes.get("/sites/<key>/purposes/<purpose>")
    @site_role(Role.EDITOR)
    def one_purpose(site: Site, purpose: str) -> ResponseReturnValue:
        return _page(site, draft_of(site), _found(draft_of(site), purpose))

    @routes.post("/sites/<key>/purposes/<purpose>")
    @site_role(Role.EDITOR)
    def save_purpose(site: Site, purpose: str) -> ResponseReturnValue:
        draft = draft_of(site)
        before = _found(draft, purpose)
        changed = read_purpose(request.form, before, draft.languages)
        is_removed = request.form.get("do") == "remove"
        kept = [changed if one == before else one for one in draft.raw["purposes"]]
        raw = without(draft.raw, purpose) if is_removed else {**draft.raw, "purposes": kept}
        version = request.form.get("draft_version", 0, type=int)
        if not _save(site, raw, version):
            return _page(site, draft, changed, is_wrong=True), 422
        target = "" if is_removed else f"/{purpose}?saved=1"
        return redirect(f"/sites/{site.key}/purposes{target}")

    @routes.get("/sites/<key>/controller")
    @site_role(Role.EDITOR)
    def controller(site: Site) -> ResponseReturnValue:
        draft = draft_of(site)
        return _controller_page(site, draft, draft.raw["controller"])

    @routes.post("/sites/<key>/controller")
    @site_role(Role.EDITOR)
    def save_controller(site: Site) -> ResponseReturnValue:
        draft = draft_of(site)
        changed = read_controller(request.form, draft.raw["controller"], draft.languages)
        version = request.form.get("draft_version", 0, type=int)
        if not _save(site, {**draft.raw, "controller": changed}, version):
            return _controller_page(site, draft, changed, is_wrong=True), 422
        return redirect(f"/sites/{site.key}/controller?saved=1")


def _save(site: Site, raw: dict[str, Any], version: int) -> bool:
    """Whether the draft is saved: it is valid, and nobody else saved it meanwhile."""
    try:
        save_draft(site, load_document(raw), version)
    except (InvalidInput, Conflict):
        return False
    return True


def _found(draft: SiteDocument, key: str) -> dict[str, Any]:
    for purpose in draft.raw["purposes"]:
        if purpose["key"] == key:
            return dict(purpose)
    raise NotFound("there is no such purpose")


def _list(site: Site, is_wrong: bool = False) -> str:
    draft = draft_of(site)
    listed = draft.raw["purposes"]
    columns = {**ConsentRecord._meta.fields, **Event._meta.fields}
    return render_template(
        "dashboard/purposes.html",
        site=site,
        controller=draft.raw["controller"],
        controller_gaps=gaps_of_controller(draft.raw["controller"], draft.languages),
        purposes=[(one, gaps_of_purpose(one, draft.languages)) for one in listed],
        proof=proof_of_choices(draft.languages),
        unneeded=uncovered(columns, [*listed, proof_of_choices(draft.languages)]),
        kinds=KINDS,
        limits=LIMITS,
        is_wrong=is_wrong,
        has_unpublished=has_unpublished_changes(site),
    )


def _page(site: Site, draft: SiteDocument, purpose: dict[str, Any], is_wrong: bool = False) -> str:
    return render_template(
        "dashboard/purpose.html",
        site=site,
        version=site.draft_version,
        purpose=purpose,
        languages=list(dict.fromkeys(draft.languages)),
        gaps=gaps_of_purpose(purpose, draft.languages),
        is_last=in_banner(draft.raw["purposes"]) == [purpose],
        spare=SPARE_ROWS,
        terms=terms,
        asked=ASKED,
        own_lines=own_lines,
        limits=LIMITS,
        is_wrong=is_wrong,
        has_unpublished=has_unpublished_changes(site),
    )


def _controller_page(
    site: Site, draft: SiteDocument, controller: dict[str, Any], is_wrong: bool = False
) -> str:
    return render_template(
        "dashboard/controller.html",
        site=site,
        version=site.draft_version,
        controller=controller,
        languages=list(dict.fromkeys(draft.languages)),
        gaps=gaps_of_controller(controller, draft.languages),
        roles=ROLES,
        authorities=authorities(),
        terms=terms,
        spare=SPARE_ROWS,
        limits=LIMITS,
        is_wrong=is_wrong,
        has_unpublished=has_unpublished_changes(site),
    )
