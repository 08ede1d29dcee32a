"""The packs as the edit page offers them, and the owner's choice as its form sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from temoin.core.regime import Mode, Pack, looser
from temoin.sites.regimes import STRICTEST, packs


def offered() -> list[Pack]:
    """Packs that an owner may follow; the strictest applies without being chosen."""
    return [pack for key, pack in packs().items() if key != STRICTEST]


def modes_of(pack: Pack) -> list[str]:
    """What an owner may choose under a pack, the law's own first."""
    return [mode.value for mode in reversed(Mode) if looser(pack, mode, ()) is None]


def read(form: MultiDict[str, str], draft: Mapping[str, Any]) -> dict[str, Any]:
    """The regimes that the form describes; as they were when it did not ask."""
    if "regimes" not in form:
        return dict(draft["regimes"])
    modes = {pack.key: form.get(f"regimes.{pack.key}.mode", "") for pack in offered()}
    return {
        key: {"mode": mode, "runs": form.getlist(f"regimes.{key}.runs")}
        for key, mode in modes.items()
        if mode
    }
