"""Witnesses vouch for heads, and nobody else does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient

from temoin.app import create_app
from temoin.core.errors import BadSettings
from temoin.core.note import COSIGNATURE, Signature, Verifier, parse_note
from temoin.ledger import standalone
from temoin.ledger.signing import Logs
from temoin.settings import load
from temoin.sites.models import Site
from temoin.web.services import Services
from tests.feature.ledger.conftest import Choose

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WITNESS = Verifier("witness.example", COSIGNATURE, PRIVATE.public_key().public_bytes_raw())
AT = 1_679_315_147


@pytest.fixture
def app(services: Services) -> Flask:
    """A service that knows one witness."""
    services.settings = replace(services.settings, log_witnesses=WITNESS.spell())
    made = create_app(services=services)
    made.config["TESTING"] = True
    return made


def cosigned(note: str, by: Verifier = WITNESS, text: str = "") -> str:
    """The head with the witness's line (C2SP tlog-cosignature)."""
    read = parse_note(note)
    assert read is not None
    message = f"cosignature/v1\ntime {AT}\n{text or read.text}".encode()
    signed = AT.to_bytes(8, "big") + PRIVATE.sign(message)
    return note + Signature(by.name, by.key_id, signed).line()


def test_a_witness_adds_its_line_once(
    client: FlaskClient, choose: Choose, site: Site, logs: Logs
) -> None:
    """R11, LOG-06: it stands in the head and in proofs, and the log's own line stays first."""
    record_id = choose()
    note = logs.sign(site.id).note
    address = f"/log/{site.key}/cosignatures"
    assert client.post(address, data=cosigned(note)).json == {"added": 1}
    assert client.post(address, data=cosigned(note)).json == {"added": 0}
    shown = client.get(f"/log/{site.key}/checkpoint").text
    assert shown == cosigned(note)
    assert client.get(f"/log/{site.key}/proof/{record_id}").text.endswith(shown)
    receipt = client.get(f"/r/{record_id}.json").text
    assert standalone.verify_text(receipt)


def test_what_is_not_of_a_known_witness_changes_nothing(
    client: FlaskClient, choose: Choose, site: Site, logs: Logs
) -> None:
    """R11: a stranger, a line for another head, the log's own line, no note at all."""
    choose()
    note = logs.sign(site.id).note
    stranger = Verifier("stranger.example", COSIGNATURE, bytes(32))
    wrong = [cosigned(note, stranger), cosigned(note, text="other\n"), note, "", "x" * 9000]
    address = f"/log/{site.key}/cosignatures"
    assert [client.post(address, data=body).status_code for body in wrong] == [422] * 4 + [413]
    forged = cosigned(note.replace("\n2\n", "\n3\n", 1))
    assert client.post(address, data=forged).status_code == 404
    assert client.get(f"/log/{site.key}/checkpoint").text == note


def test_a_witness_that_is_none_stops_the_start() -> None:
    """Bad settings are told at once."""
    with pytest.raises(BadSettings, match="TEMOIN_LOG_WITNESSES"):
        load({"TEMOIN_LOG_WITNESSES": "somebody+00000000+AAAA"})
    assert load({"TEMOIN_LOG_WITNESSES": WITNESS.spell()}).log_witnesses == WITNESS.spell()
