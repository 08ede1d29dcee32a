"""How long counts of the banner are kept."""

from __future__ import annotations

from temoin.core.period import DAY_MS
from temoin.core.retention import Retention, days_of_months
from temoin.sites.periods import MOST_EVENTS_MONTHS
from temoin.tally.models import BannerTally

RETENTION = (
    Retention(
        BannerTally,
        "day",
        days_of_months(MOST_EVENTS_MONTHS),
        {"en": "Counts of the banner by day", "fr": "Comptes du bandeau par jour"},
        {
            "en": "Counts of nobody in particular, as long as the measurements beside them.",
            "fr": "Des nombres sans personne, aussi longtemps que les mesures voisines.",
        },
        unit_ms=DAY_MS,
        is_personal=False,
    ),
)
