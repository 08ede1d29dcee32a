"""The pages for site owners: numbers, records, installation, editing and publishing."""

from pathlib import Path

from temoin.core.feature import Feature
from temoin.dashboard.pages import register

FEATURE = Feature("dashboard", register=register, wording=Path(__file__).parent / "wording")
