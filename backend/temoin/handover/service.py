"""Giving out tokens and opening each of them once."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Sequence

from temoin.core import grant, ids, kept
from temoin.core.errors import Conflict, Forbidden, InvalidInput, TemoinError, TooMany
from temoin.core.handover import Handover, sign, verify
from temoin.core.period import DAY_S
from temoin.handover.schemas import MintBody, OpenBody
from temoin.sites.published import PublishedSite
from temoin.store.transaction import Transaction, find_values
from temoin.web.door import Facts
from temoin.web.services import Services

LIFE_S = 120
# What is remembered of tokens that were opened; at 100 bytes each, 2 MB at most.
MAX_USED = 20_000
# Whoever is not served is asked again; a quarter of the queue, so that proofs are never shed (R5).
QUEUE_SHARE = 0.25


class Minter:
    """Gives out tokens; keeps nothing."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._secret = services.derived_secret("handover")
        self._grant_secret = services.derived_secret("grant")

    def mint(self, body: MintBody, site: PublishedSite, facts: Facts) -> str:
        """A token for this visitor alone. Raises Forbidden, or InvalidInput naming the field."""
        if not site.shares_choice or facts.origin is None:
            raise Forbidden("no choice leaves this page")
        if body.to not in site.origins or body.to == facts.origin:
            raise _invalid("to", "another origin of the site")
        now_s = self._services.now_ms() // 1000
        if not self._is_true(body.choice, site.key, now_s):
            raise _invalid("choice", "a choice in force, with the grant of what it allows")
        nonce = secrets.token_bytes(12)
        handover = Handover(facts.origin, body.to, body.choice, now_s + LIFE_S, nonce)
        return sign(self._secret, site.key, sender_of(facts), handover)

    def _is_true(self, text: str, site_key: str, now_s: int) -> bool:
        """Whether what is said to be allowed was; a refusal carries no identifier."""
        said = kept.read_kept(text)
        if said is None or said.at > now_s + DAY_S:
            return False
        if said.grant is None:
            return not said.granted
        held = grant.verify(self._grant_secret, site_key, said.grant)
        return (
            held is not None
            and held.expires_at > now_s
            and set(held.purposes) == said.granted
            and ids.to_text(held.record_id) == said.id
        )


class Opener:
    """Opens tokens and remembers for as long as they live which were opened, in one process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._secret = services.derived_secret("handover")
        self._used: OrderedDict[bytes, int] = OrderedDict()

    def open(self, body: OpenBody, site: PublishedSite, facts: Facts) -> str:
        """The choice in a token. Raises Forbidden, the same for whatever is wrong with it."""
        now_s = self._services.now_ms() // 1000
        found = verify(self._secret, site.key, sender_of(facts), body.token)
        is_good = (
            found is not None
            and site.shares_choice
            and (found.source, found.target) == (body.source, facts.origin)
            and found.source in site.origins
            and found.expires_at > now_s
        )
        if found is None or not is_good or not self._is_first(found, now_s):
            raise Forbidden("this token opens nothing here")
        return found.choice

    def _is_first(self, found: Handover, now_s: int) -> bool:
        """Raises TooMany when no more can be remembered, as then nothing could tell."""
        while self._used and next(iter(self._used.values())) <= now_s:
            self._used.popitem(last=False)
        if found.nonce in self._used:
            return False
        if len(self._used) >= MAX_USED:
            raise TooMany("too many choices are on their way", LIFE_S)
        self._used[found.nonce] = now_s + LIFE_S
        return True


def sender_of(facts: Facts) -> str:
    """What tells the visitor who followed a link from whoever had a token made for a trap."""
    return f"{facts.address}\x1f{facts.user_agent}"


def record_of(body: MintBody) -> bytes:
    """The record behind a choice that was found to be true; empty for a refusal."""
    said = kept.read_kept(body.choice)
    return (ids.from_text(said.id) if said and said.id else None) or b""


def check_in_force(transaction: Transaction, records: Sequence[bytes]) -> list[TemoinError | None]:
    """Conflict for each record that a later choice replaced, on whichever domain it was made."""
    replaced = find_values(transaction, "consent_record", "previous", set(records))
    error = Conflict("a later choice replaced this one")
    return [error if record in replaced else None for record in records]


def _invalid(field: str, message: str) -> InvalidInput:
    return InvalidInput("the body is not valid", {field: [message]})
