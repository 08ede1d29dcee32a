"""How often the banner was shown and what became of it: counts, and nothing of a visitor."""

from temoin.core.feature import Feature
from temoin.tally.models import TABLES
from temoin.tally.retention import RETENTION
from temoin.tally.views import PATH, make_door, register

FEATURE = Feature(
    "tally", register=register, tables=TABLES, retention=RETENTION, posts=((PATH, make_door),)
)
