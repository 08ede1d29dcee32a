"""`/sites/<key>/revisions`: what was published when and by whom, and what differs between any two.

A revision never changes, so whoever opens its page years later sees what visitors were asked.
"""

from __future__ import annotations

import json

import yaml
from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from temoin.accounts.access import site_role
from temoin.accounts.models import User
from temoin.accounts.roles import Role
from temoin.adapters.browser import find_browser
from temoin.banner.models import RevisionPicture
from temoin.banner.picturing import SCREENS
from temoin.core.errors import InvalidInput, NotFound
from temoin.dashboard.changes import changes
from temoin.dashboard.logged import logged
from temoin.ledger.proving import find_leaf, proof_of
from temoin.ledger.signing import Logs
from temoin.sites.document import load_document, stored_document
from temoin.sites.models import Site, SiteRevision
from temoin.sites.revising import KIND, reference
from temoin.sites.service import save_draft
from temoin.stats.records import count_by_revision
from temoin.web.services import Services

SHOWN = 50
AT = "/sites/<key>/revisions/<int(max=2147483647):number>"


def add_routes(routes: Blueprint, services: Services) -> None:
    """Add the list, the page of one revision, its files, and the way back to it."""

    @routes.get("/sites/<key>/revisions")
    @site_role(Role.VIEWER)
    def revision_list(site: Site) -> ResponseReturnValue:
        found = _newest(site, request.args.get("before", type=int))
        shown = found[:SHOWN]
        return render_template(
            "dashboard/revisions.html",
            site=site,
            revisions=shown,
            counts=count_by_revision(site.id),
            is_first="before" not in request.args,
            before=shown[-1].number if len(found) > SHOWN else None,
        )

    @routes.get(AT)
    @site_role(Role.VIEWER)
    def revision_page(site: Site, number: int) -> ResponseReturnValue:
        revision = _revision(site, number)
        other = _other(site, revision)
        return render_template(
            "dashboard/revision.html",
            site=site,
            revision=revision,
            other=other,
            numbers=range(site.published_number, 0, -1),
            changes=_changes(other, revision) if other else [],
            count=count_by_revision(site.id).get(number, 0),
            pictures=_pictures(site, number),
            has_browser=find_browser(services.settings.chromium) is not None,
            screens={screen.kind: screen for screen in SCREENS},
            is_headless=stored_document(revision.document).raw["headless"],
            logged=logged(services, site.id, KIND, reference(number)),
        )

    @routes.get(f"{AT}/document.json")
    @site_role(Role.VIEWER)
    def revision_json(site: Site, number: int) -> ResponseReturnValue:
        """The very bytes whose hash the log commits to."""
        return _file(site, number, "json", _revision(site, number).document)

    @routes.get(f"{AT}/document.yaml")
    @site_role(Role.VIEWER)
    def revision_yaml(site: Site, number: int) -> ResponseReturnValue:
        document = json.loads(_revision(site, number).document)
        text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
        return _file(site, number, "yaml", text)

    @routes.get(f"{AT}/proof")
    @site_role(Role.VIEWER)
    def revision_proof(site: Site, number: int) -> ResponseReturnValue:
        """The proof that the log holds the revision (C2SP tlog-proof)."""
        leaf = find_leaf(site.id, KIND, reference(number))
        if leaf is None:
            raise NotFound("the log holds nothing about this")
        return _file(site, number, "tlog-proof", proof_of(leaf, Logs(services)))

    @routes.get(f"{AT}/<screen>.png")
    @site_role(Role.VIEWER)
    def revision_picture(site: Site, number: int, screen: str) -> ResponseReturnValue:
        found = next((one for one in _pictures(site, number) if one.kind == screen), None)
        if found is None:
            raise NotFound("there is no such picture")
        reply = Response(bytes(found.content), mimetype="image/png")
        name = f"revision-{site.key}-{number}-{found.kind}.png"
        reply.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return reply

    @routes.post(f"{AT}/restore")
    @site_role(Role.EDITOR)
    def restore(site: Site, number: int) -> ResponseReturnValue:
        """Make an earlier revision the draft again; nothing changes for visitors yet."""
        document = load_document(json.loads(_revision(site, number).document))
        save_draft(site, document, site.draft_version)
        return redirect(f"/sites/{site.key}/publish")


def _newest(site: Site, before: int | None) -> list[SiteRevision]:
    """One more than is shown, the newest first, with who published them."""
    mine = SiteRevision.select(SiteRevision, User).left_outer_join(User)
    mine = mine.where(SiteRevision.site == site.id)
    if before is not None:
        mine = mine.where(SiteRevision.number < before)
    return list(mine.order_by(SiteRevision.number.desc()).limit(SHOWN + 1))


def _revision(site: Site, number: int) -> SiteRevision:
    found: SiteRevision | None = SiteRevision.get_or_none(
        (SiteRevision.site == site.id) & (SiteRevision.number == number)
    )
    if found is None:
        raise NotFound("there is no such revision")
    return found


def _pictures(site: Site, number: int) -> list[RevisionPicture]:
    mine = (RevisionPicture.site == site.id) & (RevisionPicture.revision == number)
    return list(RevisionPicture.select().where(mine).order_by(RevisionPicture.kind))


def _other(site: Site, revision: SiteRevision) -> SiteRevision | None:
    """The revision to compare with: the one asked for, else the one before; None at the first."""
    wanted = request.args.get("with", str(revision.number - 1))
    if not wanted.isdecimal() or len(wanted) > 9:
        raise InvalidInput("no such revision", {"with": ["the number of a revision"]})
    return _revision(site, int(wanted)) if int(wanted) else None


def _changes(first: SiteRevision, second: SiteRevision) -> list[object]:
    """What the later one of two made different."""
    old, new = sorted((first, second), key=lambda one: one.number)
    return list(changes(stored_document(old.document).raw, stored_document(new.document).raw))


def _file(site: Site, number: int, kind: str, content: str) -> Response:
    types = {"json": "application/json", "yaml": "application/yaml"}
    reply = Response(content, mimetype=types.get(kind, "text/plain"))
    name = f"revision-{site.key}-{number}.{kind}"
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply
