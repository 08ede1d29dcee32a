"""The numbers behind dashboard and API: read from what others wrote, never written."""

from temoin.core.feature import Export, Feature
from temoin.stats.exporting import write
from temoin.stats.views import register

FEATURE = Feature("stats", register=register, exports=(Export("consents", ("csv", "json"), write),))
