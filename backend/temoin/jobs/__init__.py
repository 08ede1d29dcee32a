"""What the service does by itself: jobs of the manifests, each in one process at a time."""

from temoin.core.feature import Feature
from temoin.jobs.commands import job_group
from temoin.jobs.models import TABLES

FEATURE = Feature("jobs", tables=TABLES, commands=(job_group,))
