"""Choices and revisions are leaves of a log that anybody can verify, on both databases."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from flask.testing import FlaskClient

from temoin.consent.models import ConsentRecord, ShownWords
from temoin.consent.statement import spelt
from temoin.core import merkle
from temoin.core.canonical import canonical, is_canonical
from temoin.core.checkpoint import parse_checkpoint, parse_proof
from temoin.core.leaf import commitment, leaf_bytes
from temoin.core.note import parse_note, parse_verifier
from temoin.ledger import keys
from temoin.ledger.models import LogHead, LogKey, LogLeaf, SiteLog
from temoin.ledger.signing import Logs
from temoin.ledger.tree import Tree
from temoin.sites.document import load_document
from temoin.sites.models import Site
from temoin.sites.service import draft_of, publish, save_draft
from temoin.web.services import Services
from tests.feature.conftest import ALL
from tests.feature.ledger.conftest import Choose, decoded
from tests.feature.ledger.filling import fill

Body = Callable[..., dict[str, Any]]


def test_each_choice_and_each_revision_is_a_leaf(choose: Choose, site: Site) -> None:
    """LOG-10, LOG-11: in order, without gaps."""
    choose()
    choose(action="refuse", purposes=dict.fromkeys(ALL, False))
    save_draft(site, load_document({**draft_of(site).raw, "name": "Another name"}))
    publish(site)
    rows = LogLeaf.select().where(LogLeaf.site == site.id).order_by(LogLeaf.position)
    found = [(leaf.position, leaf.kind) for leaf in rows]
    assert found == list(enumerate(["revision", "consent", "consent", "revision"]))
    assert SiteLog.get(SiteLog.site == site.id).size == 4


def test_a_replay_and_a_conflict_add_no_leaf(choose: Choose, choice: Body, site: Site) -> None:
    """LOG-11, R2: as many leaves as records."""
    key = str(uuid.uuid4())
    assert choose(key=key) == choose(key=key)
    assert LogLeaf.select().where(LogLeaf.kind == "consent").count() == 1
    assert SiteLog.get(SiteLog.site == site.id).size == 2


def test_a_leaf_holds_nothing_of_what_it_is_about(choose: Choose, site: Site) -> None:
    """LOG-04: a salted commitment; the same statement under another salt is another leaf."""
    choose()
    leaf = LogLeaf.get(LogLeaf.kind == "consent")
    record: Any = ConsentRecord.select().dicts().get()
    statement = spelt(record, site.key)
    assert commitment(bytes(leaf.salt or b""), statement) == bytes(leaf.commitment)
    assert commitment(bytes(32), statement) != bytes(leaf.commitment)
    content = leaf_bytes("consent", bytes(leaf.commitment))
    assert b"shop" not in content
    assert canonical(json.loads(content)) == content


def test_a_statement_has_its_canonical_spelling(choose: Choose, site: Site) -> None:
    """LOG-03: the fields of the fast spelling stand in the order that RFC 8785 asks for."""
    choose(action="custom", purposes={"media": True}, lang="en")
    record: Any = ConsentRecord.select().dicts().get()
    statement = spelt(record, site.key)
    assert rfc8785.dumps(json.loads(statement)) == statement


def test_words_shown_are_kept_once_and_named_by_the_record(choose: Choose) -> None:
    """REC-05, MAIL-02: what was on the screen, in the visitor's language, with the code's hash."""
    for language in ("fr", "fr", "en"):
        choose(lang=language)
    kept = {bytes(words.key): words for words in ShownWords.select()}
    named = [
        bytes(record.words or b"") for record in ConsentRecord.select().order_by(ConsentRecord.id)
    ]
    assert len(kept) == 2
    assert [kept[hash_].content.count("Tout accepter") for hash_ in named] == [1, 1, 0]
    held = json.loads(kept[named[0]].content)
    assert is_canonical(held)
    assert len(held["code"]["temoin.js"]) == 64
    assert [one["key"] for one in held["first_layer"]["purposes"]] == list(ALL)


def test_a_head_is_signed_and_public(
    client: FlaskClient, choose: Choose, site: Site, logs: Logs
) -> None:
    """LOG-05, LOG-06, LOG-08: origin, size, root, and a signature by a published key."""
    choose()
    logs.sign(site.id)
    note = parse_note(client.get(f"/log/{site.key}/checkpoint").text)
    assert note is not None
    head = parse_checkpoint(note.text)
    key = parse_verifier(client.get(f"/log/{site.key}/keys").text.strip())
    assert head is not None
    assert key is not None
    assert (head.origin, head.size) == (f"consent.example/log/{site.key}", 2)
    assert keys.is_signed(key, note.text, note.signatures[0])
    assert not keys.is_signed(key, note.text + "more\n", note.signatures[0])


def test_a_record_is_proven_to_be_in_the_log(
    client: FlaskClient, choose: Choose, site: Site
) -> None:
    """LOG-09: from the record's own words to the signed root, also right after the choice."""
    record_id = [choose() for _ in range(5)][2]
    proof = parse_proof(client.get(f"/log/{site.key}/proof/{record_id}").text)
    assert proof is not None
    leaf = LogLeaf.get(LogLeaf.ref == uuid.UUID(record_id).bytes)
    record: Any = ConsentRecord.select().where(ConsentRecord.id == leaf.ref).dicts().get()
    committed = commitment(bytes(leaf.salt or b""), spelt(record, site.key))
    hash_ = merkle.leaf_hash(leaf_bytes("consent", committed))
    found = merkle.root_from_inclusion(proof.index, proof.checkpoint.size, hash_, proof.hashes)
    assert found == proof.checkpoint.root


def test_heads_are_shown_to_agree(
    client: FlaskClient, choose: Choose, site: Site, logs: Logs
) -> None:
    """LOG-01: the older log is a beginning of the newer one."""
    choose()
    old = logs.sign(site.id)
    for _ in range(3):
        choose()
    new = logs.sign(site.id)
    hashes = decoded(client.get(f"/log/{site.key}/consistency/{old.size}/{new.size}").text)
    assert merkle.is_consistent(old.size, bytes(old.root), new.size, bytes(new.root), hashes)
    assert client.get(f"/log/{site.key}/consistency/2/6").status_code == 404


def test_tiles_give_the_whole_tree(
    client: FlaskClient, choose: Choose, site: Site, logs: Logs
) -> None:
    """C2SP tlog-tiles: hashes and leaves of what was signed for, and nothing beyond."""
    choose()
    head = logs.sign(site.id)
    choose()
    hashes = client.get(f"/log/{site.key}/tile/0/000.p/2").data
    leaves = client.get(f"/log/{site.key}/tile/entries/000.p/2").data
    size = int.from_bytes(leaves[:2], "big")
    assert merkle.leaf_hash(leaves[2 : 2 + size]) == hashes[:32]
    assert merkle.node_hash(hashes[:32], hashes[32:]) == bytes(head.root)
    for path in ("0/000", "0/000.p/3", "0/000.p/0", "1/000.p/1", "9/000.p/1", "0/0", "x/000"):
        assert client.get(f"/log/{site.key}/tile/{path}").status_code == 404


def test_full_tiles_never_change(
    client: FlaskClient, site: Site, logs: Logs, services: Services
) -> None:
    """C2SP tlog-tiles: so any cache may keep them; what is stored equals what is computed."""
    fill(services, site, 600)
    head = logs.sign(site.id)
    answer = client.get(f"/log/{site.key}/tile/1/000.p/2")
    assert answer.headers["Cache-Control"] == "public, max-age=5"
    full = client.get(f"/log/{site.key}/tile/0/001")
    assert full.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    parts = [full.data[i : i + 32] for i in range(0, len(full.data), 32)]
    assert merkle.fold(parts) == answer.data[32:]
    assert merkle.root(head.size, Tree(site.id)) == bytes(head.root)


def test_a_log_tells_nothing_of_another(client: FlaskClient, choose: Choose, site: Site) -> None:
    """R20: a record's proof is under its own site's log only."""
    record_id = choose()
    assert client.get(f"/log/otherlog/proof/{record_id}").status_code == 404
    assert client.get(f"/log/{site.key}/proof/{uuid.uuid4()}").status_code == 404
    for bad in ("%00", "..", "A" * 40):
        assert client.get(f"/log/{bad}/checkpoint").status_code == 404


def test_nothing_is_signed_twice(choose: Choose, site: Site, logs: Logs) -> None:
    """A head is made when leaves were added."""
    choose()
    first, second = logs.sign(site.id), logs.sign(site.id)
    assert first.note == second.note
    assert LogHead.select().count() == 1


def test_keys_rotate_and_old_heads_stay_verifiable(
    choose: Choose, site: Site, logs: Logs, services: Services, client: FlaskClient
) -> None:
    """LOG-06, GDPR-16: a new key signs beside the old one, then alone."""
    choose()
    old = logs.sign(site.id)
    secret = services.derived_secret("log key")
    keys.rotate(secret, 1)
    choose()
    both = logs.sign(site.id)
    assert keys.retire(2) == 1
    choose()
    new = logs.sign(site.id)
    lines = [head.note.count("— ") for head in (old, both, new)]
    published = client.get(f"/log/{site.key}/keys").text.splitlines()
    assert (lines, len(published)) == ([1, 2, 1], 2)
    note, first = parse_note(old.note), parse_verifier(published[0])
    assert note is not None
    assert first is not None
    assert keys.is_signed(first, note.text, note.signatures[0])


def test_the_private_key_is_sealed(
    choose: Choose, site: Site, logs: Logs, services: Services
) -> None:
    """GDPR-16: the database alone signs nothing; another secret says what to do."""
    choose()
    logs.sign(site.id)
    services.secret = b"another secret of forty characters, quite"
    choose()
    with pytest.raises(Exception, match="TEMOIN_SECRET_KEY"):
        Logs(services).sign(site.id)
    assert LogKey.select().count() == 1
