"""Ending a log that cannot go on, and beginning the next one with what is there."""

from __future__ import annotations

from temoin.ledger.models import LogHead, LogNode, SiteLog
from temoin.ledger.remembering import RememberedHeads
from temoin.ledger.signing import Logs
from temoin.store.base import database
from temoin.web.services import Services


def restart_log(log: SiteLog, services: Services) -> str:
    """Begin the next epoch; gives its origin.

    It has a name of its own, so no head of it can contradict one of the log that ended. The heads
    and tiles of that one are dropped: whoever holds proofs under them holds the heads as well.
    """
    heads = RememberedHeads(services.settings.data_dir)
    with database.atomic():
        LogHead.delete().where(LogHead.site == log.site_id).execute()
        LogNode.delete().where(LogNode.site == log.site_id).execute()
        SiteLog.update(epoch=SiteLog.epoch + 1, alarm=None, alarmed_at=None, signed_size=0).where(
            SiteLog.site == log.site_id
        ).execute()
        # Before the commit: if we stop here, the old log has lost its memory, not its alarm.
        heads.forget(log.name)
    return Logs(services).origin(SiteLog.get_by_id(log.site_id))
