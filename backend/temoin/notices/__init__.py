"""Notices written from the purposes: privacy notice, cookie policy, texts under forms."""

from pathlib import Path

from temoin.core.feature import Feature
from temoin.notices.logged import LEAVES
from temoin.notices.models import TABLES
from temoin.notices.pages import register
from temoin.notices.retention import RETENTION

FEATURE = Feature(
    "notices",
    register=register,
    tables=TABLES,
    wording=Path(__file__).parent / "wording",
    retention=RETENTION,
    leaves=LEAVES,
)
