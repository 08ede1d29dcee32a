"""Whatever an insider does to a log, the verifier that knows the key notices (R11)."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from temoin.core import merkle
from temoin.core.checkpoint import Checkpoint
from temoin.core.note import ED25519, Note, Signature, Verifier
from temoin.ledger import standalone
from temoin.ledger.exporting import export_log
from temoin.ledger.models import SiteLog
from temoin.sites.models import Site
from temoin.web.services import Services
from tests.feature.ledger.conftest import Choose

Lines = list[str]
SEED = 20_261_124


def edited(lines: Lines, chance: random.Random) -> Lines:
    """One value of one entry is another."""
    at = chance.randrange(1, len(lines))
    entry = json.loads(lines[at])
    where = entry["statement"] if chance.random() < 0.7 else entry
    name = chance.choice(sorted(where))
    where[name] = _another(where[name], chance)
    return [*lines[:at], json.dumps(entry), *lines[at + 1 :]]


def deleted(lines: Lines, chance: random.Random) -> Lines:
    """An entry is taken out, and those after it move up."""
    at = chance.randrange(1, len(lines))
    return _numbered([*lines[:at], *lines[at + 1 :]])


def reordered(lines: Lines, chance: random.Random) -> Lines:
    """Two entries change places."""
    one, other = chance.sample(range(1, len(lines)), 2)
    mixed = list(lines)
    mixed[one], mixed[other] = mixed[other], mixed[one]
    return _numbered(mixed)


def truncated(lines: Lines, chance: random.Random) -> Lines:
    """The newest entries are gone."""
    return lines[: -chance.randrange(1, len(lines) - 1)]


def forked(lines: Lines, chance: random.Random) -> Lines:
    """Another history, under a head that somebody else's key signed for the log's name."""
    changed = edited(deleted(lines, chance), chance)
    leaves = [
        standalone.leaf_hash(entry["kind"], base64.b64decode(entry["commitment"]))
        for entry in map(json.loads, changed[1:])
    ]
    origin = json.loads(lines[0])["head"].partition("\n")[0]
    text = Checkpoint(origin, len(leaves), standalone.root_of(leaves)).text()
    private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    public = Verifier(origin, ED25519, private.public_key().public_bytes_raw())
    note = Note(text, (Signature(origin, public.key_id, private.sign(text.encode())),))
    return [json.dumps({"head": note.spell(), "key": public.spell()}), *changed[1:]]


TAMPERINGS: tuple[Callable[[Lines, random.Random], Lines], ...] = (
    *(edited, deleted, reordered, truncated, forked),
)


def test_every_tampering_is_found(
    choose: Choose, site: Site, services: Services, pytestconfig: pytest.Config
) -> None:
    """R11: edits, deletions, reorderings, truncations and forks, from a seed."""
    for number in range(24):
        choose(lang="fr" if number % 2 else "en")
    lines = list(export_log(SiteLog.get(SiteLog.site == site.id), services))
    key = json.loads(lines[0])["key"]
    assert standalone.verify_text("\n".join(lines), key)
    chance, unnoticed = random.Random(SEED), 0
    for number in range(pytestconfig.getoption("--tamperings")):
        tampered = TAMPERINGS[number % len(TAMPERINGS)](lines, chance)
        try:
            standalone.verify_text("\n".join(tampered), key)
            unnoticed += 1
        except (standalone.Invalid, standalone.Unreadable):
            pass
    assert unnoticed == 0


def test_two_histories_under_one_key_do_not_agree() -> None:
    """R11: even a log that signs twice is caught by whoever kept a head."""
    hashes = [merkle.leaf_hash(b"%d" % number) for number in range(9)]
    other = [*hashes[:4], merkle.leaf_hash(b"another"), *hashes[5:]]

    def read(level: int, first: int, count: int) -> list[bytes]:
        assert level == 0
        return other[first : first + count]

    kept, shown = standalone.root_of(hashes[:7]), standalone.root_of(other)
    proof = merkle.consistency_proof(7, 9, read)
    assert not merkle.is_consistent(7, kept, 9, shown, proof)


def _another(value: Any, chance: random.Random) -> Any:
    if isinstance(value, bool) or value is None:
        return "x"
    if isinstance(value, int):
        return value + chance.randrange(1, 10**6)
    if isinstance(value, list):
        return [*value, "more"]
    if isinstance(value, dict):
        return {**value, "state": f"{value.get('state')}?"}
    at = chance.randrange(len(value) + 1)
    return value[:at] + "x" + value[at:]


def _numbered(lines: Lines) -> Lines:
    """Places that look right: the tampering is in what stands there."""
    entries = [json.loads(line) for line in lines[1:]]
    return [lines[0], *(json.dumps({**one, "position": at}) for at, one in enumerate(entries))]
