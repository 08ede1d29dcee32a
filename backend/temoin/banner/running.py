"""What the first layer is told where something runs before a choice."""

from __future__ import annotations

from typing import Any

from temoin.banner.texts import wordings
from temoin.core.regime import Mode, Regime
from temoin.sites.published import PublishedSite


def running_config(regime: Regime) -> dict[str, Any]:
    """How choosing works, which purposes run, and which of them a signal or limit turns off."""
    if regime.waits:
        return {}
    return {
        "mode": regime.mode.value,
        "running": regime.running,
        "sold": regime.sold,
        "limited": regime.limited,
    }


def running_texts(site: PublishedSite, language: str, regime: Regime) -> dict[str, str]:
    """Words in the place of those that say that all waits, also of the owner's own (EDPB-11)."""
    said = wordings(language)["running"]
    if regime.waits:
        return {}
    if regime.mode is Mode.OPT_IN:
        titles = [
            site.document.said(purpose, "title", language)
            for purpose in site.document.asked
            if purpose["key"] in regime.running
        ]
        return {"body": said["except"].format(purposes=", ".join(titles))}
    return {name: said[name] for name in ("body", "sale", "limit", "gpc")}
