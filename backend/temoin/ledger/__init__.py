"""The transparency log of each site: append-only, signed, verifiable by anybody."""

from pathlib import Path

from temoin.core.feature import Feature
from temoin.ledger.alarms import alarms
from temoin.ledger.commands import log_group
from temoin.ledger.jobs import JOBS
from temoin.ledger.models import TABLES
from temoin.ledger.retention import RETENTION
from temoin.ledger.verify_command import verify_command
from temoin.ledger.views import register

FEATURE = Feature(
    "ledger",
    register=register,
    tables=TABLES,
    retention=RETENTION,
    jobs=JOBS,
    alarms=alarms,
    commands=(log_group, verify_command),
    wording=Path(__file__).parent / "wording",
)
