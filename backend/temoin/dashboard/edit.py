"""`/sites/<key>/edit`: the draft of a site, in one form that works without a script."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from temoin.accounts.access import site_role
from temoin.accounts.roles import Role
from temoin.banner.texts import wordings
from temoin.core.errors import Conflict
from temoin.dashboard import form, problems, recipient_details, recipients, regimes
from temoin.dashboard.advice import by_field
from temoin.purposes.facts import in_banner
from temoin.sites.document import LIMITS
from temoin.sites.frameworks import GPP_SECTIONS
from temoin.sites.models import Site
from temoin.sites.presets import PRESETS
from temoin.sites.regimes import packs
from temoin.sites.service import draft_of, has_unpublished_changes, save_draft
from temoin.sites.theme import CHOICES
from temoin.web.hygiene import PAGE_POLICY
from temoin.web.wording import t


def add_routes(routes: Blueprint) -> None:
    """Add the form and its target."""

    @routes.get("/sites/<key>/edit")
    @site_role(Role.EDITOR)
    def edit(site: Site) -> ResponseReturnValue:
        raw = draft_of(site).raw
        return _page(site, raw, version=site.draft_version, advice=by_field(raw))

    @routes.post("/sites/<key>/edit")
    @site_role(Role.EDITOR)
    def save(site: Site) -> ResponseReturnValue:
        draft = draft_of(site)
        raw = form.read(request.form, draft.raw)
        version = request.form.get("draft_version", 0, type=int)
        what = request.form.get("do", "save")
        if what not in ("save", "publish"):
            opened = form.rearrange(raw, what)
            return _page(site, raw, version=version, opened=opened, is_changed=True)
        document, found = problems.check(raw, draft)
        if document is None:
            return _page(site, raw, version=version, found=found, is_changed=True), 422
        try:
            save_draft(site, document, version)
        except Conflict:
            return _page(site, raw, version=version, is_changed=True, is_conflict=True), 409
        return redirect(f"/sites/{site.key}/{'publish' if what == 'publish' else 'edit?saved=1'}")


def _page(site: Site, raw: dict[str, Any], **state: Any) -> Response:
    shown_languages = list(dict.fromkeys(raw["languages"]))
    usual: dict[str, Any] = {"found": {}, "advice": {}, "opened": None}
    shown = {**usual, "is_changed": False, "is_conflict": False, **state}
    reply = make_response(
        render_template(
            "dashboard/edit.html",
            site=site,
            document=raw,
            asked=in_banner(raw["purposes"]),
            names_before=form.names_before(request.form),
            languages=shown_languages,
            offered=form.offered_languages(raw),
            wordings={tag: wordings(tag)["banner"] for tag in shown_languages},
            own_texts=form.OWN_TEXTS,
            colours=form.COLOURS,
            gpp_sections=GPP_SECTIONS,
            choices=CHOICES,
            presets=PRESETS,
            limits=LIMITS,
            vendor_lines=recipients.as_lines,
            host_lines=recipient_details.host_lines,
            cookie_lines=recipient_details.cookie_lines,
            known_vendors=recipients.known_names(),
            packs=packs().values(),
            offered_packs=regimes.offered(),
            modes_of=regimes.modes_of,
            has_unpublished=has_unpublished_changes(site),
            saved=t("edit.saved") if request.args.get("saved") else "",
            wrong_parts={
                ".".join(path.split(".")[:2]) for path in (*shown["found"], *shown["advice"])
            },
            **shown,
        )
    )
    # The preview is a page of ours in a frame.
    reply.headers["Content-Security-Policy"] = f"{PAGE_POLICY}; frame-src 'self'"
    return reply
