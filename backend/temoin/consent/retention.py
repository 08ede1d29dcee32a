"""How long consent records are kept: as proof, and no longer (EDPB-13)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from temoin.consent.models import ConsentRecord, ShownWords
from temoin.consent.statement import KIND
from temoin.core.retention import Retention, days_of_months, days_of_years
from temoin.ledger.erasing import unlink
from temoin.sites.regimes import packs


def proof_days(document: Mapping[str, Any]) -> int:
    """As long as the choice may hold, then as long as claims may be brought.

    Never shorter than the events that it allowed.
    """
    periods = document["retention"]
    longest_choice = max(pack.choice_days for pack in packs().values())
    claims = longest_choice + days_of_years(periods["proof_years"])
    return max(claims, days_of_months(periods["events_months"]))


def _unlink(ids: Collection[Any]) -> None:
    """The leaf of a record keeps its place, and nothing links it to anybody any more."""
    unlink(KIND, [bytes(one) for one in ids])


RETENTION = (
    Retention(
        ConsentRecord,
        "at",
        proof_days,
        {"en": "Consent records", "fr": "Preuves de consentement"},
        {
            "en": "The controller has to prove consent (GDPR art. 7.1): as long as the choice may "
            "hold, then as long as claims may be brought (5 years in France, art. 2224 code civil, "
            "unless the site says otherwise).",
            "fr": "Le responsable doit prouver le consentement (RGPD, art. 7.1) : tant que le "
            "choix peut valoir, puis tant qu’une action est possible (5 ans en France, art. 2224 "
            "du Code civil, sauf choix contraire du site).",
        },
        forget=_unlink,
    ),
    Retention.none(
        ShownWords,
        {"en": "Words that were shown", "fr": "Textes montrés"},
        {"en": "Texts of the site; records point to them.", "fr": "Des textes du site."},
    ),
)
