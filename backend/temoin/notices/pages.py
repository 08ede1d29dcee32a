"""`/sites/<key>/notices`: read what would be published, what is missing, and texts for forms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from temoin.accounts.access import current_actor, site_role
from temoin.accounts.roles import Role
from temoin.core.errors import InvalidInput
from temoin.core.text import best_language
from temoin.notices import views
from temoin.notices.mentions import confirmation_mail, mentions, opt_ins
from temoin.notices.rendering import as_markdown
from temoin.notices.service import (
    KINDS,
    blocks_of,
    compose,
    latest,
    missing,
    publish_notice,
)
from temoin.notices.writing import spoken
from temoin.sites.models import Site
from temoin.sites.published import PublishedSites
from temoin.sites.service import published_document
from temoin.web.services import Services
from temoin.web.wording import page_language


def register(app: Flask, services: Services, sites: PublishedSites) -> None:
    """Add the public pages and those of the dashboard."""
    routes = Blueprint("notices", __name__, template_folder="templates")
    views.add_routes(routes, sites)
    _add_routes(routes, services)
    app.register_blueprint(routes)


def _add_routes(routes: Blueprint, services: Services) -> None:
    @routes.get("/sites/<key>/notices")
    @site_role(Role.EDITOR)
    def notices(site: Site) -> ResponseReturnValue:
        return _page(services, site)

    @routes.post("/sites/<key>/notices")
    @site_role(Role.EDITOR)
    def publish(site: Site) -> ResponseReturnValue:
        kind = request.form.get("kind", "")
        if kind not in KINDS:
            raise InvalidInput("unknown notice", {"kind": ["cookies or privacy"]})
        try:
            publish_notice(site, kind, services.now_ms(), current_actor().user_id)
        except InvalidInput:
            return _page(services, site), 422  # it says what is missing
        return redirect(f"/sites/{site.key}/notices?published={kind}")

    @routes.get("/sites/<key>/notices.md")
    @site_role(Role.EDITOR)
    def markdown(site: Site) -> ResponseReturnValue:
        kind, language = request.args.get("kind", ""), request.args.get("l", "")
        version = latest(site.id, kind, language) if kind in KINDS else None
        if version is None:
            raise InvalidInput("nothing was published of this kind in this language")
        title = views.title_of(kind, language, site.name)
        reply = Response(as_markdown(title, blocks_of(version)), mimetype="text/markdown")
        reply.headers["Content-Disposition"] = f'attachment; filename="{kind}-{language}.md"'
        return reply


def _page(services: Services, site: Site) -> str:
    document = published_document(site).raw
    languages = spoken(document)
    language = best_language(request.args.get("l") or page_language(), languages)
    now_ms = services.now_ms()
    base = services.settings.base_url
    day = datetime.fromtimestamp(now_ms / 1000, UTC).date()
    link = f"{base}/p/{site.key}/privacy"
    return render_template(
        "notices/notices.html",
        site=site,
        base_url=base,
        language=language,
        languages=languages,
        notices=[_notice(site, kind, document, language, now_ms) for kind in KINDS],
        mentions=mentions(document, language, link, day),
        opt_ins=opt_ins(document, language),
        mail=confirmation_mail(document, language),
        published=request.args.get("published", ""),
    )


def _notice(
    site: Site, kind: str, document: dict[str, Any], language: str, now_ms: int
) -> dict[str, Any]:
    """What the page shows of one notice; without its text while an item is missing."""
    gaps = missing(kind, document)
    current = latest(site.id, kind, language)
    told = {**document, "languages": spoken(document)}
    blocks = [] if gaps else compose(kind, told, language, now_ms)
    return {
        "kind": kind,
        "gaps": gaps,
        "title": views.title_of(kind, language, document["name"]),
        "blocks": blocks,
        "version": current,
        "is_new": current is None or blocks_of(current) != blocks,
    }
