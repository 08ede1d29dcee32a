"""How long what the banner keeps is kept."""

from __future__ import annotations

from temoin.banner.models import FrozenFile
from temoin.core.retention import Retention

RETENTION = (
    Retention.none(
        FrozenFile,
        {"en": "Frozen snippets", "fr": "Scripts figés"},
        {"en": "Code and texts of the site.", "fr": "Du code et des textes du site."},
    ),
)
