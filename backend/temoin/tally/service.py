"""Counting what happens to the banner, with everybody who waits in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from temoin.core.errors import InvalidInput
from temoin.core.origin import page_address
from temoin.core.period import DAY_MS
from temoin.core.text import is_storable
from temoin.sites.published import PublishedSite
from temoin.store.transaction import Row, Transaction
from temoin.tally.schemas import TallyBody
from temoin.web.services import Services

# Upper bounds in seconds; the last is for whoever took longer.
WAITED_S = (2, 5, 10, 20, 60, 86_400)
PAGES_A_DAY = 200
MAX_PATH = 300
# Counting may fill a quarter of the queue, so that proofs are never shed for it (R5).
QUEUE_SHARE = 0.25
COLUMNS = (
    "site_id", "day", "revision", "arm", "regime", "layout", "page", "what", "waited_s",
)  # fmt: skip
_PLACES = ",".join("?" * len(COLUMNS))
_ADD = (
    f"insert into banner_tally ({','.join(COLUMNS)}, count) values ({_PLACES}, ?)"  # noqa: S608 - names are ours
    f" on conflict ({','.join(COLUMNS)})"
    " do update set count = banner_tally.count + excluded.count"
)


class Tally:
    """Turns what the snippet tells into lines to count, in one process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._pages: set[tuple[int, str]] = set()
        self._day = 0
        self._filled: Counter[int] = Counter()

    def prepare(self, body: TallyBody, site: PublishedSite) -> Row | None:
        """The line to add one to; None when it says nothing of what is published today.

        Raises InvalidInput naming the field.
        """
        address = page_address(body.page) if is_storable(body.page) else None
        if address is None:
            raise InvalidInput(
                "the body is not valid", {"page": ["the address of the page, http or https"]}
            )
        if body.revision != site.number or not site.is_counted:
            return None
        if body.arm not in site.offer.arms:
            raise InvalidInput("the body is not valid", {"arm": ["no arm of this revision"]})
        day = self._services.now_ms() // DAY_MS
        return (
            site.id, day, body.revision, body.arm, body.regime, body.layout.value,
            self._page(site.id, day, address), body.what.value, _bound(body.waited),
        )  # fmt: skip

    def _page(self, site_id: int, day: int, address: str) -> str:
        """The path; empty when the site has had its share today, so that nobody fills the disk."""
        if day != self._day:
            self._day, self._pages, self._filled = day, set(), Counter()
        path = "/" + address.split("/", 3)[3]
        if (site_id, path) in self._pages:
            return path
        if len(path) > MAX_PATH or self._filled[site_id] >= PAGES_A_DAY:
            return ""
        self._filled[site_id] += 1
        self._pages.add((site_id, path))
        return path


def write_tallies(transaction: Transaction, rows: Sequence[Row]) -> list[None]:
    """Add what was counted to the lines of the day."""
    for row, count in sorted(Counter(rows).items()):  # in one order, so that no two writers wait
        transaction.execute(_ADD, (*row, count))
    return [None] * len(rows)


def _bound(waited_ms: int) -> int:
    if not waited_ms:
        return 0
    return next(bound for bound in WAITED_S if waited_ms <= bound * 1000)
