"""Purposes as the law describes them: words, shipped facts, what is missing, what is not needed."""

from pathlib import Path

from temoin.core.feature import Feature

FEATURE = Feature("purposes", wording=Path(__file__).parent / "wording")
