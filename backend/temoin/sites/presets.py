"""Sets of colours to start from, each with its dark twin; all keep the contrasts of `theme.py`."""

from __future__ import annotations

from typing import Any

from temoin.sites.theme import DARK, LIGHT


def _colours(light: str, dark: str) -> dict[str, Any]:
    names = tuple(LIGHT)
    twin = dict(zip(names, dark.split(), strict=True))
    return {**dict(zip(names, light.split(), strict=True)), "dark": twin}


# Colours in the order of the names in LIGHT.
PRESETS = {
    "blue": {**LIGHT, "dark": DARK},
    "forest": _colours("#1b6b45 #ffffff #ffffff #17241d", "#7fd6a4 #07190f #14201a #e6f2ea"),
    "plum": _colours("#7a2e8e #ffffff #ffffff #241a29", "#d9a6ea #220a2b #1f1724 #f3eaf7"),
    "graphite": _colours("#1f2430 #ffffff #ffffff #1f2430", "#e8eaf0 #14161c #16181d #e8eaf0"),
    "sand": _colours("#8a4b12 #ffffff #fffaf2 #2b2117", "#f0b072 #2a1503 #211a13 #f6ecdf"),
}
