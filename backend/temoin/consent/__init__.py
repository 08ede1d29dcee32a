"""Choices of visitors: checked, recorded on disk, answered with a grant."""

from temoin.consent.models import TABLES
from temoin.consent.views import PATH, make_door, register
from temoin.core.feature import Feature

FEATURE = Feature("consent", register=register, tables=TABLES, posts=((PATH, make_door),))
