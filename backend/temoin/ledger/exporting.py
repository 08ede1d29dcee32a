"""A whole log as lines of JSON, for `temoin verify` and for auditors."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

from temoin.core.feature import LeafKind
from temoin.ledger.keys import verifiers
from temoin.ledger.models import LogLeaf, SiteLog
from temoin.ledger.signing import Logs
from temoin.web.services import Services

AT_ONCE = 1000


def export_log(log: SiteLog, services: Services) -> Iterator[str]:
    """The newest head, then a line for each leaf under it with statement and salt.

    It holds what the records hold: hand it only to whom you would hand those. Raises LogStopped.
    """
    logs = Logs(services)
    head = logs.sign(log.site_id)
    key = verifiers(logs.origin(log))[-1].spell()
    yield json.dumps({"head": head.note, "key": key}, ensure_ascii=False)
    kinds = {kind.kind: kind for feature in services.features for kind in feature.leaves}
    for first in range(0, head.size, AT_ONCE):
        yield from _lines(log, first, min(first + AT_ONCE, head.size), kinds)


def _lines(log: SiteLog, first: int, end: int, kinds: Mapping[str, LeafKind]) -> Iterator[str]:
    leaves = list(
        LogLeaf.select()
        .where((LogLeaf.site == log.site_id) & LogLeaf.position.between(first, end - 1))
        .order_by(LogLeaf.position)
    )
    said: dict[tuple[str, bytes], bytes] = {}
    for kind in {leaf.kind for leaf in leaves} & kinds.keys():
        refs = [bytes(leaf.ref) for leaf in leaves if leaf.kind == kind and leaf.ref is not None]
        found = kinds[kind].statements(log.site_id, log.name, refs)
        said |= {(kind, ref): statement for ref, statement in found.items()}
    for leaf in leaves:
        statement = said.get((leaf.kind, bytes(leaf.ref))) if leaf.ref is not None else None
        yield json.dumps(_entry(leaf, statement), ensure_ascii=False)


def _entry(leaf: LogLeaf, statement: bytes | None) -> dict[str, Any]:
    salt = bytes(leaf.salt) if leaf.salt is not None else None
    return {
        "position": leaf.position,
        "kind": leaf.kind,
        "commitment": base64.b64encode(bytes(leaf.commitment)).decode(),
        "salt": base64.b64encode(salt).decode() if salt is not None else None,
        "statement": json.loads(statement) if statement is not None else None,
    }
