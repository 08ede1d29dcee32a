"""Signing heads: only what agrees with every head signed before (LOG-05 to LOG-08)."""

from __future__ import annotations

import threading
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from temoin.core import merkle
from temoin.core.checkpoint import Checkpoint
from temoin.core.errors import Unavailable
from temoin.core.note import Note
from temoin.ledger.keys import signers
from temoin.ledger.models import LogHead, LogNode, SiteLog
from temoin.ledger.remembering import RememberedHeads
from temoin.ledger.tree import Tree
from temoin.store.base import database
from temoin.web.services import Services


class Alarm(StrEnum):
    """Why a log signs no more."""

    SHORTER = "shorter"  # leaves that were signed for are gone, as after restoring an old backup
    CHANGED = "changed"  # a leaf that was signed for is another one


class LogStopped(Unavailable):
    """The log contradicts a head signed before: nothing is signed until an operator decides."""


class _Earlier(NamedTuple):
    size: int
    root: bytes


class Logs:
    """The logs of one installation, as this process signs them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._secret = services.derived_secret("log key")
        self._heads = RememberedHeads(services.settings.data_dir)
        self._lock = threading.Lock()

    def origin(self, log: SiteLog) -> str:
        """The log's name for the world: the address it is published at, without scheme."""
        parts = urlsplit(self._services.settings.base_url)
        ended = f"/{log.epoch}" if log.epoch > 1 else ""
        return f"{parts.netloc}{parts.path}/log/{log.name}{ended}"

    def sign(self, site_id: int) -> LogHead:
        """The signed head over all leaves of now; the newest one when nothing was added.

        Raises LogStopped when the leaves contradict an earlier head, Unavailable without a key.
        """
        with self._lock:
            log: SiteLog = SiteLog.get_by_id(site_id)
            newest = newest_head(site_id)
            if log.alarm:
                raise _stopped(log.alarm)
            if newest is not None and newest.size == log.size and self._heads.head(log.name):
                return newest
            return self._sign(log, newest)

    def _sign(self, log: SiteLog, newest: LogHead | None) -> LogHead:
        tree = Tree(log.site_id)
        remembered = self._heads.head(log.name)
        earlier = [_Earlier(newest.size, bytes(newest.root))] if newest else []
        earlier += [_Earlier(remembered.size, remembered.root)] if remembered else []
        if alarm := _contradiction(log.size, earlier, tree):
            self._raise_alarm(log, alarm)
        head = Checkpoint(self.origin(log), log.size, merkle.root(log.size, tree))
        now = self._services.now_ms()
        keys = signers(self._secret, now)
        note = Note(head.text(), tuple(key.sign(head.origin, head.text()) for key in keys)).spell()
        # If we stop after this line, the next head is held against this one all the same.
        self._heads.keep(log.name, note)
        return _store(log, head, note, tree, now)

    def _raise_alarm(self, log: SiteLog, alarm: Alarm) -> None:
        SiteLog.update(alarm=alarm.value, alarmed_at=self._services.now_ms()).where(
            SiteLog.site == log.site_id
        ).execute()
        raise _stopped(alarm)


def newest_head(site_id: int) -> LogHead | None:
    """The newest head of a site's log."""
    found: LogHead | None = (
        LogHead.select().where(LogHead.site == site_id).order_by(LogHead.size.desc()).first()
    )
    return found


def _contradiction(size: int, earlier: list[_Earlier], tree: Tree) -> Alarm | None:
    for head in earlier:
        if head.size > size:
            return Alarm.SHORTER
        if merkle.root(head.size, tree) != head.root:
            return Alarm.CHANGED
    return None


def _stopped(alarm: str) -> LogStopped:
    return LogStopped(
        f"the log contradicts a head signed before ({alarm}): nothing is signed any more",
        hint="restore the newest backup, or begin a new log: temoin log restart KEY",
    )


def _store(log: SiteLog, head: Checkpoint, note: str, tree: Tree, now: int) -> LogHead:
    with database.atomic():
        nodes = [
            {"site": log.site_id, "level": level, "number": number, "hash": hash_}
            for (level, number), hash_ in tree.made.items()
        ]
        for start in range(0, len(nodes), 500):
            LogNode.insert_many(nodes[start : start + 500]).on_conflict_ignore().execute()
        LogHead.insert(
            site=log.site_id, size=head.size, root=head.root, note=note, signed_at=now
        ).on_conflict_ignore().execute()
        SiteLog.update(signed_size=head.size).where(SiteLog.site == log.site_id).execute()
        found: LogHead = LogHead.get((LogHead.site == log.site_id) & (LogHead.size == head.size))
    return found
