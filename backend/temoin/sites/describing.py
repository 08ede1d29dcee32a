"""A site as commands and the API show it."""

from __future__ import annotations

from typing import Any

from temoin.settings import Settings
from temoin.sites import service
from temoin.sites.models import Site


def describe(settings: Settings, site: Site) -> dict[str, Any]:
    """The site in short: who it is, what is published, and the line to paste."""
    document = service.draft_of(site)
    return {
        "key": site.key,
        "name": site.name,
        "organisation": site.organisation.name,
        "domains": document.raw["domains"],
        "languages": document.languages,
        "purposes": list(document.purposes),
        "version": site.draft_version,
        "revision": site.published_number,
        "unpublished_changes": service.has_unpublished_changes(site),
        "snippet": service.snippet_tag(settings.base_url, site),
    }
