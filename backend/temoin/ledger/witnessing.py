"""Cosignatures of witnesses: others who vouch that they saw a head (C2SP tlog-cosignature).

A witness checks that the log only grew before it signs, so two histories cannot both be witnessed.
It signs the head's text behind two lines of its own, and its signature begins with the time:

```
cosignature/v1
time 1679315147
<the checkpoint>
```
"""

from __future__ import annotations

from collections.abc import Sequence

from temoin.core.checkpoint import parse_checkpoint
from temoin.core.errors import InvalidInput, NotFound
from temoin.core.note import Note, Signature, Verifier, parse_note
from temoin.ledger.keys import is_by, verifies
from temoin.ledger.models import LogHead
from temoin.store.base import database

TIME_BYTES = 8
SIGNED_BYTES = TIME_BYTES + 64


def add_cosignatures(site_id: int, spelt: str, known: Sequence[Verifier]) -> int:
    """Keep what known witnesses say of a head of this log; gives how many lines are new.

    Raises InvalidInput for what is no note or has no line of a known witness, NotFound for a head
    that this log did not sign.
    """
    note = parse_note(spelt)
    told = parse_checkpoint(note.text) if note else None
    if note is None or told is None:
        raise InvalidInput("the body is not a signed head", {"_": ["a C2SP signed note"]})
    vouched = [one for one in note.signatures if _is_of_a_witness(note, one, known)]
    if not vouched:
        raise InvalidInput("no line is of a known witness", {"_": ["see TEMOIN_LOG_WITNESSES"]})
    with database.atomic():
        head = _head(site_id, told.size, note.text)
        signed_by = {one.name for one in _notes(head).signatures}
        lines = [one.line() for one in vouched if one.name not in signed_by]
        head.cosignatures += "".join(lines)
        LogHead.update(cosignatures=head.cosignatures).where(
            (LogHead.site == site_id) & (LogHead.size == told.size)
        ).execute()
    return len(lines)


def _head(site_id: int, size: int, text: str) -> LogHead:
    head: LogHead | None = LogHead.get_or_none((LogHead.site == site_id) & (LogHead.size == size))
    if head is None or not head.note.startswith(text + "\n"):
        raise NotFound("this log signed no such head, or keeps it no longer")
    return head


def _notes(head: LogHead) -> Note:
    """The head with all its lines."""
    return parse_note(head.note + head.cosignatures) or Note("", ())


def _is_of_a_witness(note: Note, signature: Signature, known: Sequence[Verifier]) -> bool:
    if len(signature.signed) != SIGNED_BYTES:
        return False
    at = int.from_bytes(signature.signed[:TIME_BYTES], "big")
    message = f"cosignature/v1\ntime {at}\n{note.text}".encode()
    return any(
        is_by(key, signature) and verifies(key, signature.signed[TIME_BYTES:], message)
        for key in known
    )
