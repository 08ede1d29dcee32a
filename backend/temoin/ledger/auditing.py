"""Holding a whole log against the tables: every leaf, every tile, every head (LOG-11, R11).

Memory does not grow with the log: leaves are read in batches, and of the tree only its right edge
is held, which every head on the way is compared with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from temoin.core import merkle
from temoin.core.checkpoint import parse_checkpoint
from temoin.core.feature import LeafKind
from temoin.core.frontier import Frontier
from temoin.core.leaf import commitment, leaf_bytes
from temoin.core.note import parse_note
from temoin.ledger.keys import is_signed, verifiers
from temoin.ledger.models import LogAudit, LogHead, LogLeaf, LogNode, SiteLog
from temoin.ledger.remembering import RememberedHeads
from temoin.ledger.signing import Logs
from temoin.web.services import Services

AT_ONCE = 1024
MAX_PROBLEMS = 100


@dataclass(slots=True)
class _Findings:
    """What is wrong, the first hundred of it; `more` counts the rest."""

    lines: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, line: str) -> None:
        if len(self.lines) < MAX_PROBLEMS:
            self.lines.append(line)
        else:
            self.more += 1

    def spell(self) -> str:
        more = [f"and {self.more} more"] if self.more else []
        return json.dumps([*self.lines, *more])


def audit(log: SiteLog, services: Services, now_ms: int) -> LogAudit:
    """Check the leaves that are there now, and keep the result."""
    kinds = {kind.kind: kind for feature in services.features for kind in feature.leaves}
    found, tree, erased = _Findings(), _Growing(log.site_id), 0
    heads = _heads(log, services)
    for batch in _batches(log.site_id, log.size):
        erased += _check_statements(log, batch, kinds, found)
        for leaf in batch:
            if leaf.position != tree.size:
                found.add(f"leaf {tree.size} is missing")
            tree.add(merkle.leaf_hash(leaf_bytes(leaf.kind, bytes(leaf.commitment))), found)
            _check_head(heads.pop(tree.size, []), tree, found)
    if tree.size < log.size:
        found.add(f"{log.size - tree.size} leaves are missing at the end")
    for size in heads:
        found.add(f"a head was signed for {size} leaves, and there are {tree.size}")
    _check_signatures(log, services, found)
    for kind in kinds.values():
        if count := kind.unlogged(log.site_id):
            found.add(f"{count} of {kind.kind} are not in the log")
    kept: LogAudit = LogAudit.create(
        site=log.site_id, at=now_ms, leaves=tree.size, erased=erased, problems=found.spell()
    )
    return kept


class _Growing:
    """The tree so far, whose finished tiles are compared with those stored."""

    def __init__(self, site_id: int) -> None:
        self._site_id = site_id
        self._edge = Frontier()
        self._levels: list[list[bytes]] = [[]]
        self._finished: list[int] = [0]

    @property
    def size(self) -> int:
        return self._edge.size

    def root(self) -> bytes:
        return self._edge.root()

    def add(self, hash_: bytes, found: _Findings) -> None:
        self._edge.add(hash_)
        level = 0
        self._levels[0].append(hash_)
        while len(self._levels[level]) == merkle.TILE_WIDTH:
            made = merkle.fold(self._levels[level])
            self._levels[level] = []
            level += 1
            if level == len(self._levels):
                self._levels.append([])
                self._finished.append(0)
            self._compare(level, self._finished[level], made, found)
            self._finished[level] += 1
            self._levels[level].append(made)

    def _compare(self, level: int, number: int, made: bytes, found: _Findings) -> None:
        stored = LogNode.get_or_none(
            (LogNode.site == self._site_id) & (LogNode.level == level) & (LogNode.number == number)
        )
        if stored is not None and bytes(stored.hash) != made:
            found.add(f"tile {level}/{number} is not that of its leaves")


def _batches(site_id: int, size: int) -> Iterator[list[LogLeaf]]:
    for first in range(0, size, AT_ONCE):
        end = min(first + AT_ONCE, size)
        yield list(
            LogLeaf.select()
            .where(
                (LogLeaf.site == site_id) & (LogLeaf.position >= first) & (LogLeaf.position < end)
            )
            .order_by(LogLeaf.position)
        )


def _check_statements(
    log: SiteLog, batch: list[LogLeaf], kinds: Mapping[str, LeafKind], found: _Findings
) -> int:
    """Compare commitments with what is in the tables; gives how many leaves were erased."""
    by_kind: dict[str, list[tuple[LogLeaf, bytes, bytes]]] = {}
    for leaf in batch:
        if leaf.salt is not None and leaf.ref is not None:
            linked = (leaf, bytes(leaf.ref), bytes(leaf.salt))
            by_kind.setdefault(leaf.kind, []).append(linked)
    for kind, leaves in by_kind.items():
        known = kinds.get(kind)
        if known is None:
            found.add(f"nobody knows leaves of the kind {kind}")
            continue
        said = known.statements(log.site_id, log.name, [ref for _, ref, _ in leaves])
        for leaf, ref, salt in leaves:
            statement = said.get(ref)
            if statement is None:
                found.add(f"leaf {leaf.position} ({kind}): what it is about is gone")
            elif commitment(salt, statement) != bytes(leaf.commitment):
                found.add(f"leaf {leaf.position} ({kind}): what it is about was changed")
    return sum(leaf.salt is None for leaf in batch)


def _heads(log: SiteLog, services: Services) -> dict[int, list[bytes]]:
    """Roots that were signed, by size: those of the tables and the one remembered beside them."""
    found: dict[int, list[bytes]] = {}
    for head in LogHead.select(LogHead.size, LogHead.root).where(LogHead.site == log.site_id):
        found.setdefault(head.size, []).append(bytes(head.root))
    remembered = RememberedHeads(services.settings.data_dir).head(log.name)
    if remembered is not None:
        found.setdefault(remembered.size, []).append(remembered.root)
    return found


def _check_head(roots: list[bytes], tree: _Growing, found: _Findings) -> None:
    if any(root != tree.root() for root in roots):
        found.add(f"the head over {tree.size} leaves is not that of the leaves")


def _check_signatures(log: SiteLog, services: Services, found: _Findings) -> None:
    keys = verifiers(Logs(services).origin(log))
    for head in LogHead.select().where(LogHead.site == log.site_id).iterator():
        note = parse_note(head.note)
        told = parse_checkpoint(note.text) if note else None
        if note is None or told is None or (told.size, told.root) != (head.size, bytes(head.root)):
            found.add(f"the head over {head.size} leaves does not say what was stored with it")
        elif told.origin == keys[0].name and not any(
            is_signed(key, note.text, signature) for key in keys for signature in note.signatures
        ):
            found.add(f"the head over {head.size} leaves is signed by none of the keys")
