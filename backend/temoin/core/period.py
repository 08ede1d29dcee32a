"""Lengths of time that the law or the contract fix."""

from __future__ import annotations

DAY_S = 86_400
DAY_MS = DAY_S * 1000
CHOICE_DAYS = 182  # CNIL-12: consent and refusal are both kept six months
VISITOR_DAYS = 395  # AUD-05: a tracker lives at most 13 months, never extended
