"""Jobs tell nothing of any person."""

from __future__ import annotations

from temoin.core.retention import Retention
from temoin.jobs.models import JobLease

RETENTION = (
    Retention.none(
        JobLease,
        {"en": "Jobs of the service", "fr": "Tâches du service"},
        {"en": "One line for each job.", "fr": "Une ligne par tâche."},
    ),
)
