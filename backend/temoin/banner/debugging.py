"""`debug.js`: shows people who look after a site what waits on its pages, and why."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from temoin.banner.composing import module
from temoin.banner.rules import rules_of
from temoin.core.languages import nearest_language
from temoin.sites.published import PublishedSite

LANGUAGES = ("en", "fr")
_OWN_MACHINE = re.compile(rb"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/.*)?", re.DOTALL)


def is_on_own_machine(headers: dict[bytes, bytes]) -> bool:
    """Whether the page that asks is served by the machine it is shown on.

    Browsers name the origin of modules from elsewhere; from the same origin, the page.
    """
    asking = headers.get(b"origin") or headers.get(b"referer", b"")
    return bool(_OWN_MACHINE.fullmatch(asking))


def debugging(site: PublishedSite, language: str, base_url: str) -> bytes:
    """The module behind `/t/<key>/<token>/debug.js`; `language` is that of the banner."""
    return module(debug_config(site, language, base_url), "debug.js")


def debug_config(site: PublishedSite, language: str, base_url: str) -> dict[str, Any]:
    """What the page knows of the site besides the visitor's choice."""
    spoken = nearest_language(language, LANGUAGES) or LANGUAGES[0]
    rules = rules_of(site, base_url)
    return {
        "lang": spoken,
        "banner": language,
        "revision": site.number,
        "headless": site.document.raw["headless"],
        "texts": debug_texts(spoken),
        "purposes": {
            one["key"]: site.document.said(one, "title", spoken) for one in site.document.asked
        },
        "vendors": site.offer.vendors,
        "own": rules["own"],
        "free": rules["free"],
        "automatic": rules["automatic"],
        "services": [
            {name: one[name] for name in ("key", "name", "purpose", "hosts")}
            for one in rules["services"]
        ],
    }


@cache
def debug_texts(language: str) -> dict[str, str]:
    """The words of the report in one of `LANGUAGES`."""
    path = Path(__file__).parent / "debug_texts" / f"{language}.json"
    loaded: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return loaded
