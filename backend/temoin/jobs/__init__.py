"""What the service does by itself: jobs of the manifests, each in one process at a time."""

from pathlib import Path

from temoin.core.feature import Feature
from temoin.jobs.alarms import alarms
from temoin.jobs.commands import job_group
from temoin.jobs.models import TABLES
from temoin.jobs.retention import RETENTION

FEATURE = Feature(
    "jobs",
    tables=TABLES,
    commands=(job_group,),
    wording=Path(__file__).parent / "wording",
    retention=RETENTION,
    alarms=alarms,
)
