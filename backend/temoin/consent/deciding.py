"""What a decision amounts to, with the browser's own signal (GPC-03)."""

from __future__ import annotations

from typing import NamedTuple

from temoin.consent.schemas import ConsentBody
from temoin.core.consent import (
    Action,
    Offer,
    Source,
    State,
    granted_purposes,
    refused_vendors,
    state_of,
)
from temoin.core.regime import Regime


class Decision(NamedTuple):
    """What is recorded: purposes granted, and recipients refused although theirs was."""

    action: Action
    source: Source
    granted: tuple[str, ...]
    refused: tuple[str, ...]
    state: State


def decide(body: ConsentBody, offer: Offer, regime: Regime, *, is_gpc: bool) -> Decision:
    """The decision of a body. Raises InvalidInput where it contradicts itself or the offer."""
    granted = granted_purposes(body.action, body.purposes, offer.purposes)
    action, source, vendors = body.action, body.source, body.vendors or {}
    if is_gpc and _is_by_default(body, regime):
        granted = tuple(name for name in granted if name not in regime.sold)
        action, source = (Action.CUSTOM if granted else Action.REFUSE), Source.GPC
        vendors = {} if action is not body.action else vendors
    refused = tuple(refused_vendors(action, vendors, granted, offer.vendors))
    state = state_of(action, granted, refused, offer.purposes)
    return Decision(action, source, granted, refused, state)


def _is_by_default(body: ConsentBody, regime: Regime) -> bool:
    """Whether everything was taken at once where nobody asks first: no word about sale (GPC-03).

    In the panel and in forms each purpose has a switch of its own.
    """
    is_explicit = body.source in (Source.PANEL, Source.FORM)
    return body.action is Action.ACCEPT and not is_explicit and not regime.waits
