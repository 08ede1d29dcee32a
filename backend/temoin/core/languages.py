"""Languages by tag: their own names, and which of those at hand is nearest to a wanted one."""

from __future__ import annotations

import re
from collections.abc import Iterable

NAMES = {
    "ar": "العربية",
    "bg": "Български",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "et": "Eesti",
    "fi": "Suomi",
    "fr": "Français",
    "ga": "Gaeilge",
    "he": "עברית",
    "hr": "Hrvatski",
    "hu": "Magyar",
    "is": "Íslenska",
    "it": "Italiano",
    "ja": "日本語",
    "lt": "Lietuvių",
    "lv": "Latviešu",
    "mt": "Malti",
    "nl": "Nederlands",
    "no": "Norsk",
    "pl": "Polski",
    "pt": "Português",
    "pt-br": "Português (Brasil)",
    "ro": "Română",
    "sk": "Slovenčina",
    "sl": "Slovenščina",
    "sv": "Svenska",
    "tr": "Türkçe",
    "uk": "Українська",
    "zh-cn": "简体中文",
}

_WEIGHT = re.compile(r"q=([01](?:\.\d{0,3})?)")
# Other tags for the same language: browsers say nb, pages say no; iw is an old tag of Hebrew.
_ALSO = {"nb": "no", "nn": "no", "iw": "he"}


def nearest_language(wanted: str | None, available: Iterable[str]) -> str | None:
    """The available tag that suits a wanted one: itself, else without region, else any region.

    `zh` finds `zh-cn`, `pt-PT` finds `pt`, `nb-NO` finds `no`; None when there is none of them.
    """
    tags = list(available)
    tag = (wanted or "").replace("_", "-").lower()
    while tag:
        if tag in tags:
            return tag
        if "-" not in tag:
            break
        tag = tag.rpartition("-")[0]
    return next((found for found in tags if _language(found) == _language(tag)), None)


def asked_languages(header: str) -> list[str]:
    """Tags of an `Accept-Language` header, the most wanted first (RFC 9110 section 12.5.4)."""
    weighed = []
    for part in header[:200].split(","):
        tag, _, rest = part.strip().partition(";")
        weight = _WEIGHT.fullmatch(rest.strip())
        weighed.append((float(weight[1]) if weight else 1.0, tag.strip()))
    weighed.sort(key=lambda one: -one[0])
    return [tag for weight, tag in weighed if tag and weight > 0]


def _language(tag: str) -> str:
    primary = tag.partition("-")[0]
    return _ALSO.get(primary, primary)
