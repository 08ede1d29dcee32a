"""Organisations, users, roles, sessions and API tokens."""

from pathlib import Path

from temoin.accounts.commands import user_group
from temoin.accounts.models import TABLES
from temoin.accounts.retention import RETENTION
from temoin.accounts.views import register
from temoin.core.feature import Feature

FEATURE = Feature(
    "accounts",
    register=register,
    tables=TABLES,
    retention=RETENTION,
    commands=(user_group,),
    wording=Path(__file__).parent / "wording",
)
