"""A receipt proves itself: signed JSON-LD that is verified without the service."""

from __future__ import annotations

import base64
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from flask.testing import FlaskClient

from temoin.consent import terms
from temoin.consent.models import ConsentRecord
from temoin.core.period import DAY_S
from temoin.ledger import standalone
from temoin.ledger.erasing import unlink
from temoin.ledger.exporting import export_log
from temoin.ledger.models import SiteLog
from temoin.sites.models import Site
from temoin.store.base import database
from temoin.web.services import Services
from tests.feature.conftest import ALL, Clock
from tests.feature.ledger.conftest import Choose

Receive = Callable[[str], dict[str, Any]]


@pytest.fixture
def receive(client: FlaskClient) -> Receive:
    """The receipt of a record, as a program gets it."""

    def get(record_id: str) -> dict[str, Any]:
        reply = client.get(f"/r/{record_id}.json")
        assert reply.status_code == 200, reply.text
        assert reply.mimetype == "application/ld+json"
        read: dict[str, Any] = json.loads(reply.data)
        return read

    return get


def test_a_receipt_holds_what_the_standard_asks(choose: Choose, receive: Receive) -> None:
    """REC-01, REC-02, REC-04: every mandatory field, and several things always as arrays."""
    receipt = receive(choose(action="custom", purposes={"media": True}))
    (record,) = receipt["dpv:hasRecordOfActivity"]
    assert (receipt["dct:conformsTo"], record["dct:conformsTo"]) == (terms.RECEIPT, terms.RECORD)
    for name in ("dct:identifier", "dct:created", "dct:publisher"):
        assert receipt[name], name
    for name in ("hasDataSubject", "hasJurisdiction", "hasDataController", "hasNotice"):
        assert record[f"dpv:{name}"], name
    assert record["dpv:hasConsentControl"]["dpv:isExercisedAt"] == "https://shop.example/article"
    assert len(record["dpv:hasProcess"]) == len(ALL)
    for process in record["dpv:hasProcess"]:
        assert process["dpv:hasLegalBasis"] == "eu-gdpr:A6-1-a"
        assert process["dpv:hasStorageCondition"][0]["dpv:hasDuration"].startswith("P")
        for name in ("hasPersonalData", "hasRecipient", "hasConsentStatus", "hasDataTransfer"):
            assert isinstance(process[f"dpv:{name}"], list), name


def test_each_purpose_has_its_state(choose: Choose, receive: Receive, clock: Clock) -> None:
    """REC-03: given, refused, withdrawn, expired."""

    def states(receipt: dict[str, Any]) -> list[str]:
        (record,) = receipt["dpv:hasRecordOfActivity"]
        found = [
            process["dpv:hasConsentStatus"][0]["@type"][0] for process in record["dpv:hasProcess"]
        ]
        return [one.removeprefix("dpv:Consent") for one in found]

    part = choose(action="custom", purposes={"media": True})
    none = choose(action="withdraw", purposes=dict.fromkeys(ALL, False), source="panel")
    assert states(receive(part)) == ["Refused", "Refused", "Refused", "Given"]
    assert states(receive(none)) == ["Withdrawn"] * 4
    clock.advance(200 * DAY_S)
    assert states(receive(part)) == ["Refused", "Refused", "Refused", "Expired"]


def test_a_receipt_verifies_without_the_service(
    choose: Choose, receive: Receive, client: FlaskClient, site: Site, tmp_path: Path
) -> None:
    """REC-08, LOG-09: by one file of its own, with the key as it is published."""
    receipt = receive([choose() for _ in range(9)][4])
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt), encoding="utf-8")
    key = client.get(f"/log/{site.key}/keys").text.strip()
    ran = subprocess.run(
        [sys.executable, "-I", standalone.__file__, str(file), "--key", key],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "is leaf 5 of" in ran.stdout
    other = key.replace("+", "x+", 1)
    ran = subprocess.run(
        [sys.executable, "-I", standalone.__file__, str(file), "--key", other],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 1


def test_the_verifier_is_short_and_needs_one_package() -> None:
    """LOG-09: fewer than 300 lines, nothing of the service."""
    text = Path(standalone.__file__).read_text(encoding="utf-8")
    assert len(text.splitlines()) < 300
    assert "temoin." not in text.replace("temoin.invalid", "")


def test_any_change_of_a_receipt_is_found(choose: Choose, receive: Receive) -> None:
    """R11: each value of it, one after the other; every single character, at random places."""
    receipt = receive(choose())
    spelt = json.dumps(receipt, ensure_ascii=False)
    assert standalone.verify_text(spelt)
    chance = random.Random(11)
    for _ in range(400):
        at = chance.randrange(len(spelt))
        changed = spelt[:at] + chance.choice("abc019 {\"'") + spelt[at + 1 :]
        if _same(changed, receipt):
            continue
        with pytest.raises((standalone.Invalid, standalone.Unreadable)):
            standalone.verify_text(changed)


def _same(changed: str, receipt: dict[str, Any]) -> bool:
    try:
        return bool(json.loads(changed) == receipt)
    except ValueError:
        return False


def test_a_statement_cannot_be_put_under_another_signature(
    choose: Choose, receive: Receive
) -> None:
    """R11: the proof is of this statement, whoever signed the paper around it."""
    one, other = receive(choose()), receive(choose(lang="en"))
    mixed = {**one, "tm:logProof": other["tm:logProof"]}
    with pytest.raises(standalone.Invalid, match="signature"):
        standalone.verify_text(json.dumps(mixed))


def test_signed_bytes_are_canonical(choose: Choose, receive: Receive) -> None:
    """LOG-03: what the service signs is what any RFC 8785 library spells."""
    receipt = receive(choose())
    assert standalone.jcs(receipt) == rfc8785.dumps(receipt)


def test_a_whole_log_verifies(choose: Choose, site: Site, services: Services, logs: Any) -> None:
    """LOG-09, LOG-04: every statement against its leaf; what was erased is counted, not shown."""
    for _ in range(4):
        choose()
    record = ConsentRecord.get()
    with database.atomic():
        record.delete_instance()
        unlink("consent", [bytes(record.id)])
    lines = list(export_log(SiteLog.get(SiteLog.site == site.id), services))
    assert standalone.verify_text("\n".join(lines)).endswith("1 erased")
    for change in ("state", "kind", "commitment", "salt"):
        assert _is_found(lines, change), change
    with pytest.raises(standalone.Invalid):
        standalone.verify_text("\n".join(lines[:-1]))
    swapped = [lines[0], lines[2], lines[1], *lines[3:]]
    with pytest.raises(standalone.Invalid):
        standalone.verify_text("\n".join(swapped))


def _is_found(lines: list[str], change: str) -> bool:
    entry = json.loads(lines[-1])
    if change == "state":
        entry["statement"]["state"] = "refused"
    elif change == "kind":
        entry["kind"] = "revision"
    else:
        entry[change] = base64.b64encode(bytes(32)).decode()
    try:
        standalone.verify_text("\n".join([*lines[:-1], json.dumps(entry)]))
    except standalone.Invalid:
        return True
    return False


def test_what_is_no_receipt_is_unreadable() -> None:
    """Exit code 2, not a stack."""
    for text in ("", "{}", "[]", '{"head": 1}', "null", '{"head":"x","key":"y"}'):
        with pytest.raises((standalone.Unreadable, standalone.Invalid)):
            standalone.verify_text(text)
