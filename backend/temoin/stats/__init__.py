"""The numbers behind dashboard and API: read from what others wrote, never written."""

from temoin.core.feature import Feature
from temoin.stats.views import register

FEATURE = Feature("stats", register=register)
