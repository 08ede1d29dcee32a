"""What is overdue is purged daily; what was purged and how long what is kept is shown."""

from pathlib import Path

from temoin.core.feature import Feature
from temoin.retention.alarms import alarms
from temoin.retention.commands import purge_command
from temoin.retention.logged import LEAVES, log_purge
from temoin.retention.models import TABLES
from temoin.retention.own import RETENTION
from temoin.retention.pages import register
from temoin.retention.purging import JOB

FEATURE = Feature(
    "retention",
    register=register,
    tables=TABLES,
    commands=(purge_command,),
    wording=Path(__file__).parent / "wording",
    jobs=(JOB,),
    retention=RETENTION,
    alarms=alarms,
    after_purge=log_purge,
    leaves=LEAVES,
)
