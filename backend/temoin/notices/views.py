"""`/p/<key>/cookies` and `/privacy`: notices as they were published, for everybody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, g, jsonify, render_template, request

from temoin.accounts.access import public
from temoin.core.errors import NotFound
from temoin.core.text import best_language, direction
from temoin.notices.models import NoticeVersion
from temoin.notices.rendering import changed
from temoin.notices.service import KINDS, blocks_of, published_languages, versions
from temoin.notices.writing import sayer
from temoin.sites.published import PublishedSite, PublishedSites

SHOWN = 20


def add_routes(routes: Blueprint, sites: PublishedSites) -> None:
    """Add one page a kind."""

    def page(key: str, kind: str) -> str:
        site = sites.get(key)
        if site is None:
            raise NotFound("there is no such site")
        return _page(site, kind)

    @routes.get("/p/<site_key>/cookies")
    @public
    def cookies(site_key: str) -> str:
        return page(site_key, KINDS[0])

    @routes.get("/p/<site_key>/cookies.json")
    @public
    def cookies_json(site_key: str) -> Response:
        return _for_pages(_in_force(sites.get(site_key)))

    @routes.get("/p/<site_key>/privacy")
    @public
    def privacy(site_key: str) -> str:
        return page(site_key, KINDS[1])


def title_of(kind: str, language: str, site_name: str) -> str:
    """The notice's title."""
    return sayer(language)(f"{kind}.title", site=site_name)


def day_of(version: NoticeVersion) -> str:
    """The day on which a version was published, in UTC."""
    return datetime.fromtimestamp(version.published_at / 1000, UTC).date().isoformat()


def _spoken(site: PublishedSite, kind: str) -> list[str]:
    """Languages in which a notice was published, the one to fall back to first."""
    spoken = published_languages(site.id, kind)
    first = next((tag for tag in site.languages if tag in spoken), None)
    return sorted(spoken, key=lambda tag: tag != first)


def _in_force(site: PublishedSite | None) -> dict[str, Any]:
    """The cookie policy for a page of the site; empty when there is none."""
    spoken = _spoken(site, KINDS[0]) if site else []
    if site is None or not spoken:
        return {}
    language = best_language(request.args.get("l"), spoken)
    version = versions(site.id, KINDS[0], language)[0]
    return {
        "language": language,
        "direction": direction(language),
        "title": title_of(KINDS[0], language, site.document.name),
        "number": version.number,
        "date": day_of(version),
        "blocks": blocks_of(version),
    }


def _for_pages(policy: dict[str, Any]) -> Response:
    """An answer that pages of any site may read, and caches keep for a short time."""
    reply = jsonify(policy)
    reply.status_code = 200 if policy else 404
    reply.headers["Access-Control-Allow-Origin"] = "*"
    reply.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    reply.headers["Cache-Control"] = f"public, max-age={300 if policy else 60}"
    reply.add_etag()
    if policy:
        reply.make_conditional(request)
    return reply


def _page(site: PublishedSite, kind: str) -> str:
    spoken = _spoken(site, kind)
    if not spoken:
        raise NotFound("this notice was not published yet")
    language = best_language(request.args.get("l"), spoken)
    # The frame of the page speaks the notice's language too.
    g.language = language
    listed = versions(site.id, kind, language)
    shown = _wanted(listed)
    return render_template(
        "notices/public.html",
        title=title_of(kind, language, site.document.name),
        path=f"/p/{site.key}/{kind}",
        language=language,
        languages=sorted(spoken),
        direction=direction(language),
        version=shown,
        is_current=shown.number == listed[0].number,
        blocks=blocks_of(shown),
        history=[
            (one, day_of(one), *changed(blocks_of(before) if before else [], blocks_of(one)))
            for one, before in zip(listed, [*listed[1:], None], strict=True)
        ][:SHOWN],
        day=day_of(shown),
    )


def _wanted(listed: list[NoticeVersion]) -> NoticeVersion:
    """The version of the address, else the one in force. Raises NotFound."""
    number = request.args.get("v", listed[0].number, type=int)
    for version in listed:
        if version.number == number:
            return version
    raise NotFound("there is no such version")
