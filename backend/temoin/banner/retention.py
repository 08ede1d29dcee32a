"""How long what the banner keeps is kept."""

from __future__ import annotations

from temoin.banner.models import FrozenFile, RevisionPicture
from temoin.core.retention import Retention

RETENTION = (
    Retention.none(
        FrozenFile,
        {"en": "Frozen snippets", "fr": "Scripts figés"},
        {"en": "Code and texts of the site.", "fr": "Du code et des textes du site."},
    ),
    Retention.none(
        RevisionPicture,
        {"en": "Pictures of the banner", "fr": "Images du bandeau"},
        {
            "en": "Taken of the banner on an empty page; no visitor is on them.",
            "fr": "Prises du bandeau sur une page vide ; aucun visiteur n’y figure.",
        },
    ),
)
