"""Many leaves without as many requests."""

from __future__ import annotations

from temoin.ledger.appending import append, new_leaf
from temoin.sites.models import Site
from temoin.store.ambient import ambient
from temoin.store.base import database
from temoin.web.services import Services


def fill(services: Services, site: Site, count: int) -> None:
    """Add leaves that are about nothing that a feature knows."""
    leaves = [new_leaf(site.id, "test", b"%d" % number, b"{}") for number in range(count)]
    with database.atomic():
        append(ambient(), leaves)
