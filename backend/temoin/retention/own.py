"""How long the purge keeps what it says of itself."""

from __future__ import annotations

from temoin.core.retention import Retention, days_of_years
from temoin.retention.logged import forget
from temoin.retention.models import PurgeLine, PurgeRun

_WHAT = {"en": "Reports of purges", "fr": "Comptes rendus de purge"}

RETENTION = (
    Retention(
        PurgeRun,
        "started_at",
        days_of_years(5),
        _WHAT,
        {
            "en": "They prove that data was deleted in time, as long as claims may be brought.",
            "fr": "Ils prouvent l’effacement à temps, tant qu’une action en justice est possible.",
        },
        is_personal=False,
        forget=forget,
    ),
    Retention.none(
        PurgeLine,
        _WHAT,
        {"en": "Counts only; deleted with their report.", "fr": "Des nombres seulement."},
    ),
)
