"""Sites of an organisation, their drafts and their published revisions."""

from pathlib import Path

from temoin.core.feature import Feature, LeafKind
from temoin.sites.apply_command import apply_command
from temoin.sites.commands import site_group
from temoin.sites.models import TABLES
from temoin.sites.retention import RETENTION
from temoin.sites.revising import KIND, statements, unlogged
from temoin.sites.views import register

FEATURE = Feature(
    "sites",
    register=register,
    tables=TABLES,
    retention=RETENTION,
    commands=(site_group, apply_command),
    leaves=(LeafKind(KIND, statements, unlogged),),
    wording=Path(__file__).parent / "wording",
)
