"""Choices of visitors: checked, recorded on disk, answered with a grant."""

from pathlib import Path

from temoin.consent.models import TABLES
from temoin.consent.retention import RETENTION
from temoin.consent.statement import KIND, statements, unlogged
from temoin.consent.views import PATH, make_door, register
from temoin.core.feature import Feature, LeafKind

FEATURE = Feature(
    "consent",
    register=register,
    tables=TABLES,
    retention=RETENTION,
    posts=((PATH, make_door),),
    leaves=(LeafKind(KIND, statements, unlogged),),
    wording=Path(__file__).parent / "wording",
)
