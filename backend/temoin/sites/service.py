"""Making, editing and publishing sites."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from temoin.accounts.models import Organisation
from temoin.adapters import clock
from temoin.core.errors import Conflict
from temoin.ledger.appending import Leaf, append, new_leaf, open_log
from temoin.sites.defaults import default_document
from temoin.sites.document import SiteDocument, load_document, stored_document
from temoin.sites.frameworks import is_any_on
from temoin.sites.linting import require_fair
from temoin.sites.material import is_material_change
from temoin.sites.models import Site, SiteOrigin, SiteRevision
from temoin.sites.revising import KIND, reference, spelt
from temoin.store.ambient import ambient
from temoin.store.base import database


def add_site(
    organisation: Organisation, name: str, domains: list[str], language: str = "fr"
) -> Site:
    """A new site with a sensible first revision, published, so that its key works at once.

    Raises InvalidInput for a domain that is none.
    """
    return create_site(organisation, load_document(default_document(name, domains, language)))


def create_site(
    organisation: Organisation, document: SiteDocument, user_id: int | None = None
) -> Site:
    """A new site with this document as its first published revision."""
    with database.atomic():
        site: Site = Site.create(
            organisation=organisation,
            key=clock.new_site_key(),
            name=document.name,
            draft=document.canonical(),
            created_at=clock.now_ms(),
        )
        open_log(ambient(), site.id, site.key)
        publish(site, user_id)
    return site


def save_draft(site: Site, document: SiteDocument, expected_version: int | None = None) -> Site:
    """Replace the draft. Raises Conflict when somebody else saved since `expected_version`."""
    condition = Site.id == site.id
    if expected_version is not None:
        condition &= Site.draft_version == expected_version
    changed = (
        Site.update(
            draft=document.canonical(), name=document.name, draft_version=Site.draft_version + 1
        )
        .where(condition)
        .execute()
    )
    if not changed:
        raise Conflict("somebody else changed this site meanwhile: load the page again")
    return Site.get_by_id(site.id)


def draft_of(site: Site) -> SiteDocument:
    """The document being edited."""
    return stored_document(site.draft)


def publish(site: Site, user_id: int | None = None) -> SiteRevision:
    """Freeze the draft as the next revision and serve it from now on.

    A draft equal to what is published already makes no new revision. Raises InvalidInput for
    wording that is not fair to visitors.
    """
    with database.atomic():
        # Writing first makes a second publisher wait here, so that no two take the same number.
        Site.update(published_number=Site.published_number).where(Site.id == site.id).execute()
        row = Site.get_by_id(site.id)
        checked = load_document(json.loads(row.draft))
        document = checked.canonical()
        content_hash = hashlib.sha256(document.encode()).hexdigest()
        current = _revision(row)
        if current is not None and current.content_hash == content_hash:
            return current
        require_fair(checked)
        number = row.published_number + 1
        revision: SiteRevision = SiteRevision.create(
            site=row,
            number=number,
            document=document,
            content_hash=content_hash,
            asked_since=_asked_since(current, checked, number),
            published_at=clock.now_ms(),
            published_by=user_id,
        )
        append(ambient(), [_leaf(row, revision)])
        Site.update(published_number=revision.number).where(Site.id == row.id).execute()
        SiteOrigin.delete().where(SiteOrigin.site == row.id).execute()
        SiteOrigin.insert_many(
            [{"site": row.id, "origin": origin} for origin in sorted(checked.origins)]
        ).execute()
    site.published_number = revision.number
    return revision


def asks_again(site: Site) -> bool:
    """Whether publishing the draft asks visitors again who made a choice before (CNIL-12)."""
    current = _revision(site)
    return current is not None and is_material_change(
        stored_document(current.document).raw, draft_of(site).raw
    )


def published_document(site: Site) -> SiteDocument:
    """What visitors see now."""
    current = _revision(site)
    return draft_of(site) if current is None else stored_document(current.document)


def has_unpublished_changes(site: Site) -> bool:
    """Whether the draft differs from what visitors see."""
    current = _revision(site)
    return current is None or stored_document(current.document) != draft_of(site)


def _asked_since(current: SiteRevision | None, new: SiteDocument, number: int) -> int:
    """The first revision whose choices still hold under a new one of this number."""
    if current is None or is_material_change(stored_document(current.document).raw, new.raw):
        return number
    return current.asked_since or 0


def _leaf(site: Site, revision: SiteRevision) -> Leaf:
    return new_leaf(site.id, KIND, reference(revision.number), spelt(revision, site.key))


def _revision(site: Site) -> SiteRevision | None:
    found: SiteRevision | None = SiteRevision.get_or_none(
        (SiteRevision.site == site.id) & (SiteRevision.number == site.published_number)
    )
    return found


def snippet_tag(base_url: str, site: Site, language: str = "") -> str:
    """The one line that a site owner pastes first into `<head>`.

    For pages in another language than the site's first it names theirs.

    Where a framework is on the page waits for it, as its interface must be there before any tag
    asks (TCF-02).
    """
    asked = f"?l={language}" if language else ""
    waiting = "" if is_any_on(draft_of(site).raw["frameworks"]) else " async"
    return f'<script src="{base_url}/t/{site.key}.js{asked}"{waiting}></script>'


def export_document(site: Site) -> dict[str, Any]:
    """The draft as a plain object, for `temoin site get`."""
    return draft_of(site).raw
