"""`/api/v1/sites…`: sites of the token's organisation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from temoin.accounts.access import api, current_actor
from temoin.accounts.models import Organisation
from temoin.accounts.roles import TokenScope
from temoin.sites import api_schemas as schemas
from temoin.sites import service
from temoin.sites.attaching import require_described
from temoin.sites.describing import describe
from temoin.sites.document import SiteDocument
from temoin.sites.linting import findings, sentence
from temoin.sites.models import Site, SiteRevision
from temoin.sites.scope import sites_of
from temoin.web.api_input import read_json, read_query
from temoin.web.openapi import Operation
from temoin.web.paging import PageQuery, decode_cursor, encode_cursor
from temoin.web.services import services_of

routes = Blueprint("sites_api", __name__, url_prefix="/api/v1/sites")


@routes.get("")
@api(TokenScope.SITES_READ, Operation(query=PageQuery, answer=schemas.SitePageSchema))
def list_sites() -> ResponseReturnValue:
    """Sites of the organisation, in the order in which they were made."""
    page = read_query(PageQuery)
    after = sites_of(current_actor()).where(Site.id > decode_cursor(page["cursor"]))
    rows = list(after.order_by(Site.id).limit(page["limit"] + 1))
    shown = rows[: page["limit"]]
    settings = services_of().settings
    following = encode_cursor(shown[-1].id) if len(rows) > len(shown) else None
    return {"items": [describe(settings, site) for site in shown], "next": following}


@routes.post("")
@api(
    TokenScope.SITES_WRITE,
    Operation(body=schemas.NewSiteSchema, answer=schemas.SiteSchema, status=201),
)
def add_site() -> ResponseReturnValue:
    """Make a site with a first published revision."""
    body = read_json(schemas.NewSiteSchema)
    (number,) = current_actor().roles
    organisation = Organisation.get_by_id(number)
    site = service.add_site(organisation, body["name"], body["domains"], body["language"])
    current_app.extensions["temoin_sites"].forget(site.key)
    return _whole(site), 201, {"Location": f"/api/v1/sites/{site.key}"}


@routes.get("/<key>")
@api(TokenScope.SITES_READ, Operation(answer=schemas.SiteSchema))
def get_site(site: Site) -> ResponseReturnValue:
    """One site with its draft."""
    return _whole(site)


@routes.put("/<key>")
@api(TokenScope.SITES_WRITE, Operation(body=schemas.SiteChangeSchema, answer=schemas.SiteSchema))
def change_site(site: Site) -> ResponseReturnValue:
    """Replace the draft; visitors see it once it is published."""
    body = read_json(schemas.SiteChangeSchema)
    document = SiteDocument(body["document"])
    require_described(service.draft_of(site), document)
    return _whole(service.save_draft(site, document, body["if_version"]))


@routes.post("/<key>/publish")
@api(TokenScope.SITES_WRITE, Operation(answer=schemas.PublishedSchema))
def publish_site(site: Site) -> ResponseReturnValue:
    """Publish the draft as the next revision; an unchanged draft makes none."""
    revision = service.publish(site)
    current_app.extensions["temoin_sites"].forget(site.key)
    warnings = [
        {"field": ".".join(finding.path), "message": sentence(finding)}
        for finding in findings(service.draft_of(site).raw)
    ]
    return {**_revision(revision), "warnings": warnings}


@routes.get("/<key>/revisions")
@api(TokenScope.SITES_READ, Operation(query=PageQuery, answer=schemas.RevisionPageSchema))
def list_revisions(site: Site) -> ResponseReturnValue:
    """Published revisions, the newest first."""
    page = read_query(PageQuery)
    before = decode_cursor(page["cursor"])
    mine = SiteRevision.select().where(SiteRevision.site == site.id)
    if before:
        mine = mine.where(SiteRevision.number < before)
    rows = list(mine.order_by(SiteRevision.number.desc()).limit(page["limit"] + 1))
    shown = rows[: page["limit"]]
    following = encode_cursor(shown[-1].number) if len(rows) > len(shown) else None
    return {"items": [_revision(row) for row in shown], "next": following}


def _whole(site: Site) -> dict[str, Any]:
    return {**describe(services_of().settings, site), "document": service.draft_of(site).raw}


def _revision(revision: SiteRevision) -> dict[str, Any]:
    at = datetime.fromtimestamp(revision.published_at / 1000, UTC)
    return {
        "number": revision.number,
        "published_at": at.isoformat(timespec="milliseconds"),
        "content_hash": revision.content_hash,
    }
