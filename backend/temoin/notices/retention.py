"""How long published notices are kept."""

from __future__ import annotations

from temoin.core.retention import Retention
from temoin.notices.models import NoticeVersion

RETENTION = (
    Retention.none(
        NoticeVersion,
        {"en": "Published notices", "fr": "Mentions publiées"},
        {
            "en": "What the public could read, and when; kept as long as the site.",
            "fr": "Ce que le public a pu lire, et quand ; gardées avec le site.",
        },
    ),
)
