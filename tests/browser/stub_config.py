"""What a default site publishes, in French and English, as the service writes it.

The words are in ``snippet/tests/example.json``, which also feeds the snippet's own tests and its
byte budget.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from temoin.banner.composing import built

_EXAMPLE = Path(__file__).parents[2] / "snippet" / "tests" / "example.json"
_SITE: dict[str, dict[str, dict[str, Any]]] = json.loads(_EXAMPLE.read_text("utf-8"))
KEY: str = _SITE["fr"]["first_layer"]["key"]


def snippet_config(origin: str, lang: str) -> dict[str, Any]:
    """``$T`` of the first layer."""
    return {**_SITE[lang]["first_layer"], "origin": origin}


def running_config(lang: str) -> dict[str, Any]:
    """What differs in ``$T`` where purposes run before a choice."""
    return _SITE[lang]["running"]


def embeds_config(lang: str) -> dict[str, Any]:
    """``$T`` of what stands in for frames."""
    return _SITE[lang]["embeds"]


def framework_config(name: str, lang: str = "fr") -> dict[str, Any]:
    """``$T`` of ``tcf``, ``stub`` or ``gpp``."""
    return _SITE[lang][name]


def closed(name: str, **own: Any) -> str:
    """A part that comes before the banner, as the service writes it."""
    config = json.dumps({**framework_config(name), **own})
    return f"<script>(()=>{{const $T={config};{built(f'{name}.js').decode()}}})()</script>"


def panel_config(lang: str) -> dict[str, Any]:
    """``$T`` of the panel."""
    return _SITE[lang]["panel"]
