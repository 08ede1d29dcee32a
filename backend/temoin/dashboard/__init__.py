"""Placeholder until the feature registers."""

from temoin.core.feature import Feature

FEATURE = Feature("dashboard")
