"""A log is kept for ever: what it says of people is gone when the row that it speaks of is."""

from __future__ import annotations

from temoin.core.retention import Retention, days_of_years
from temoin.ledger.models import LogAudit, LogHead, LogKey, LogLeaf, LogNode, SiteLog

_LOG = {"en": "Transparency log", "fr": "Journal de transparence"}
_FOR_EVER = {
    "en": "Old proofs verify as long as the log is whole; a leaf is a salted commitment, and the "
    "salt is deleted with what it speaks of.",
    "fr": "Les anciennes preuves se vérifient tant que le journal est entier ; une feuille est un "
    "engagement salé, et le sel est effacé avec ce dont elle parle.",
}

RETENTION = (
    *(Retention.none(table, _LOG, _FOR_EVER) for table in (SiteLog, LogLeaf, LogNode, LogHead)),
    Retention.none(
        LogKey,
        {"en": "Keys of the log", "fr": "Clés du journal"},
        {"en": "Keys of the service, of no person.", "fr": "Clés du service, d’aucune personne."},
    ),
    Retention(
        LogAudit,
        "at",
        days_of_years(1),
        {"en": "Checks of the log", "fr": "Contrôles du journal"},
        {
            "en": "What was found; the newest check looks at everything again.",
            "fr": "Ce qui a été trouvé ; le dernier contrôle revoit tout.",
        },
        is_personal=False,
    ),
)
