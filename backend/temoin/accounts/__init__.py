"""Organisations, users, roles, sessions and API tokens."""

from temoin.accounts.models import TABLES
from temoin.core.feature import Feature

FEATURE = Feature("accounts", tables=TABLES)
