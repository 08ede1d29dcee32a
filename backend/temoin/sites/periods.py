"""How long a site keeps what it collects, as its owner chooses within the law's bounds."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

MOST_EVENTS_MONTHS = 25  # AUD-06
PROOF_YEARS = 5

PeriodsSchema = Schema.from_dict(
    {
        "events_months": fields.Integer(
            strict=True,
            load_default=MOST_EVENTS_MONTHS,
            validate=validate.Range(1, MOST_EVENTS_MONTHS),
            metadata={"description": "How long events are kept; the CNIL allows 25 months."},
        ),
        "proof_years": fields.Integer(
            strict=True,
            load_default=PROOF_YEARS,
            validate=validate.Range(1, 10),
            metadata={
                "description": "How long a consent record is kept after its choice ended. Claims "
                "may be brought for 5 years in France (art. 2224 code civil)."
            },
        ),
    },
    name="PeriodsSchema",
)


def fill_in_periods(document: dict[str, Any]) -> None:
    """Add the periods to a document that was written before there were any."""
    periods = document.setdefault("retention", {})
    periods.setdefault("events_months", MOST_EVENTS_MONTHS)
    periods.setdefault("proof_years", PROOF_YEARS)
