"""How long sites, and the counts of their loads, are kept."""

from __future__ import annotations

from temoin.core.period import DAY_MS
from temoin.core.retention import Retention, days_of_months
from temoin.sites.models import Site, SiteOrigin, SiteRevision, SnippetLoad
from temoin.sites.periods import MOST_EVENTS_MONTHS

RETENTION = (
    Retention.kept(
        Site,
        {"en": "Sites", "fr": "Sites"},
        {"en": "Until the site is removed.", "fr": "Jusqu’au retrait du site."},
    ),
    Retention.kept(
        SiteRevision,
        {"en": "Published revisions", "fr": "Révisions publiées"},
        {
            "en": "Consent records point to what was shown; kept as long as the site.",
            "fr": "Les preuves renvoient à ce qui a été montré ; conservées avec le site.",
        },
    ),
    Retention.none(
        SiteOrigin,
        {"en": "Domains of sites", "fr": "Domaines des sites"},
        {"en": "An address and no person.", "fr": "Une adresse, aucune personne."},
    ),
    Retention(
        SnippetLoad,
        "day",
        days_of_months(MOST_EVENTS_MONTHS),
        {"en": "Counts of loads by day", "fr": "Nombre de chargements par jour"},
        {
            "en": "Counts of nobody in particular, as long as the measurements beside them.",
            "fr": "Des nombres sans personne, aussi longtemps que les mesures voisines.",
        },
        unit_ms=DAY_MS,
        is_personal=False,
    ),
)
