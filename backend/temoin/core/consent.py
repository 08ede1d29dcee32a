"""What a choice means: which purposes it grants, what state the record has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from temoin.core.errors import InvalidInput

NECESSARY = "necessary"
STATISTICS = "statistics"  # the purpose without which nothing is measured


class Action(StrEnum):
    """What the visitor did."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    CUSTOM = "custom"
    WITHDRAW = "withdraw"


class Source(StrEnum):
    """Where the choice was made."""

    BANNER = "banner"
    PANEL = "panel"
    FORM = "form"
    API = "api"
    GPC = "gpc"
    AGENT = "agent"


class State(StrEnum):
    """State of a consent record; words of the W3C Data Privacy Vocabulary where they exist."""

    GIVEN = "given"
    PARTIAL = "partial"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a revision lets visitors choose: purposes, and recipients each with its purpose.

    `arms` are those in which it is shown; the first is the document itself.
    """

    purposes: tuple[str, ...]
    vendors: Mapping[str, str]
    arms: tuple[str, ...] = ("",)


def granted_purposes(
    action: Action, choice: Mapping[str, bool], known: tuple[str, ...]
) -> tuple[str, ...]:
    """Purposes granted by a choice, in the order of `known`; what was not mentioned is refused.

    Raises InvalidInput for a purpose that the revision does not have, and for an action that the
    purposes contradict (a refusal that grants something, an acceptance that refuses something).
    """
    unknown = [name for name in choice if name not in known and name != NECESSARY]
    if unknown:
        raise InvalidInput(
            "unknown purpose", {"purposes": [f"this revision has no purpose {unknown[0]!r}"]}
        )
    granted = tuple(name for name in known if choice.get(name, False))
    refused = [name for name in choice if name in known and not choice[name]]
    if action in (Action.REFUSE, Action.WITHDRAW) and granted:
        raise InvalidInput("contradiction", {"purposes": [f"{action.value} grants nothing"]})
    if action is Action.ACCEPT and (refused or not granted):
        raise InvalidInput("contradiction", {"purposes": ["accept grants every purpose"]})
    return granted


def refused_vendors(
    action: Action, choice: Mapping[str, bool], granted: tuple[str, ...], known: Mapping[str, str]
) -> tuple[str, ...]:
    """Recipients refused although their purpose is granted (CNIL-09), in the order of `known`.

    One that was not mentioned follows its purpose. Raises InvalidInput for a recipient that the
    revision does not have, for one that is allowed while its purpose is not, and for an acceptance
    that refuses one.
    """
    for name, is_allowed in choice.items():
        if name not in known:
            raise InvalidInput(
                "unknown recipient", {"vendors": [f"this revision has no recipient {name!r}"]}
            )
        if is_allowed and known[name] not in granted:
            raise InvalidInput("contradiction", {"vendors": [f"{name!r} needs its purpose"]})
    refused = tuple(
        name for name, of in known.items() if of in granted and not choice.get(name, True)
    )
    if action is Action.ACCEPT and refused:
        raise InvalidInput("contradiction", {"vendors": ["accept grants every recipient"]})
    return refused


def state_of(
    action: Action, granted: tuple[str, ...], refused: tuple[str, ...], known: tuple[str, ...]
) -> State:
    """State of the record of this choice; `refused` are recipients of granted purposes."""
    if action is Action.WITHDRAW:
        return State.WITHDRAWN
    if not granted:
        return State.REFUSED
    return State.GIVEN if len(granted) == len(known) and not refused else State.PARTIAL
