"""The days that a page of numbers covers, as its toolbar asks for them."""

from __future__ import annotations

from typing import Any

from flask import request

from temoin.stats.period import PRESETS, Period, day_of, parse_period
from temoin.web.services import Services


def asked_period(services: Services) -> Period:
    """The period in the page's address; raises InvalidInput for one that is none."""
    asked = request.args
    return parse_period(asked.get("period"), asked.get("from"), asked.get("to"), services.now_ms())


def toolbar(period: Period, services: Services) -> dict[str, Any]:
    """What the template's `choose_period` draws."""
    return {
        "period": period,
        "presets": list(PRESETS),
        "first_day": day_of(period.first).isoformat(),
        "last_day": day_of(period.last).isoformat(),
        "now": services.now_ms(),
    }
