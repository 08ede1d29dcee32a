"""Where something stands in a site's transparency log, for pages that show proof."""

from __future__ import annotations

from dataclasses import dataclass

from temoin.ledger.models import SiteLog
from temoin.ledger.proving import find_leaf
from temoin.web.services import Services


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of a log; `statement` is what it commits to, rebuilt from the tables, with its salt.

    `name` is the log's, `size` how many entries the newest signed head covers.
    """

    name: str
    position: int
    size: int
    salt: str
    statement: str

    @property
    def is_covered(self) -> bool:
        """Whether a signed head covers the entry."""
        return self.position < self.size


def logged(services: Services, site_id: int, kind: str, ref: bytes) -> Logged | None:
    """Where the log has something; None when it does not."""
    leaf, log = find_leaf(site_id, kind, ref), SiteLog.get_or_none(SiteLog.site == site_id)
    if leaf is None or log is None:
        return None
    (known,) = [one for feature in services.features for one in feature.leaves if one.kind == kind]
    statement = known.statements(site_id, log.name, [ref]).get(ref, b"")
    salt = bytes(leaf.salt or b"").hex()
    return Logged(log.name, leaf.position, log.signed_size, salt, statement.decode())
