"""How long events are kept (AUD-06)."""

from __future__ import annotations

from temoin.core.retention import Retention, days_of_months
from temoin.ingest.models import Event

RETENTION = (
    Retention(
        Event,
        "at",
        lambda document: days_of_months(document["retention"]["events_months"]),
        {"en": "Page views and events", "fr": "Pages vues et événements"},
        {
            "en": "Comparing with the year before needs two years; the CNIL allows 25 months at "
            "most, and a site may choose less.",
            "fr": "Comparer à l’année précédente demande deux ans ; la CNIL admet 25 mois au plus, "
            "et un site peut choisir moins.",
        },
    ),
)
