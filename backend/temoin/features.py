"""All features, in the order in which they register. Adding one is a folder and a line here."""

from __future__ import annotations

from temoin.accounts import FEATURE as ACCOUNTS
from temoin.backup import FEATURE as BACKUP
from temoin.banner import FEATURE as BANNER
from temoin.consent import FEATURE as CONSENT
from temoin.core.feature import Feature
from temoin.dashboard import FEATURE as DASHBOARD
from temoin.handover import FEATURE as HANDOVER
from temoin.ingest import FEATURE as INGEST
from temoin.jobs import FEATURE as JOBS
from temoin.ledger import FEATURE as LEDGER
from temoin.notices import FEATURE as NOTICES
from temoin.purposes import FEATURE as PURPOSES
from temoin.register import FEATURE as REGISTER
from temoin.retention import FEATURE as RETENTION
from temoin.rewriting import FEATURE as REWRITING
from temoin.sites import FEATURE as SITES
from temoin.stats import FEATURE as STATS
from temoin.tally import FEATURE as TALLY

FEATURES: tuple[Feature, ...] = (
    *(ACCOUNTS, PURPOSES, SITES, LEDGER),
    *(BANNER, CONSENT, INGEST, TALLY, HANDOVER, STATS),
    *(REWRITING, REGISTER, NOTICES, DASHBOARD, JOBS, RETENTION, BACKUP),
)
