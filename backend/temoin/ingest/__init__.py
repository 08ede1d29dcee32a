"""Events of visitors who allowed statistics: checked step by step, stored, counted."""

from temoin.core.feature import Feature
from temoin.ingest.models import TABLES
from temoin.ingest.retention import RETENTION
from temoin.ingest.views import PATH, make_door, register

FEATURE = Feature(
    "ingest", register=register, tables=TABLES, retention=RETENTION, posts=((PATH, make_door),)
)
