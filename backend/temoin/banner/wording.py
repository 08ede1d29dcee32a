"""What a first layer said, as it is kept beside the choices made on it."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from temoin import __version__
from temoin.banner.composing import built, first_layer_config
from temoin.core.regime import Regime
from temoin.sites.published import PublishedSite

# What is drawn from: everything else of the configuration is addresses and switches.
SAID = ("lang", "texts", "purposes", "vendors", "position", "look", "days")
CODE = ("temoin.js", "running.js", "panel.js")


def shown_words(site: PublishedSite, language: str, regime: Regime) -> dict[str, Any]:
    """Texts, purposes, recipients and look of the first layer, and the code that drew it."""
    config = first_layer_config(site, language, "", regime)
    return {
        "code": _code(),
        "first_layer": {name: config[name] for name in SAID},
        "regime": regime.key,
        "release": __version__,
        "revision": site.number,
    }


@cache
def _code() -> dict[str, str]:
    """Hashes of the built files that show words (CNIL-17)."""
    return {name: hashlib.sha256(built(name)).hexdigest() for name in CODE}
