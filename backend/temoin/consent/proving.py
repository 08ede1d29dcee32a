"""A receipt with its proof in the log, signed: it can be verified without the service (REC-08)."""

from __future__ import annotations

import base64
from typing import Any

from temoin.consent.receipt_document import Told, receipt_document
from temoin.consent.statement import KIND
from temoin.core.canonical import canonical
from temoin.core.note import ED25519, Verifier
from temoin.ledger.keys import signers
from temoin.ledger.models import SiteLog
from temoin.ledger.proving import leaf_about, proof_of
from temoin.ledger.signing import Logs
from temoin.web.services import Services


def proven_receipt(told: Told, services: Services, logs: Logs) -> dict[str, Any]:
    """The whole receipt. Raises LogStopped while the log cannot be signed."""
    leaf = leaf_about(told.record.site_id, KIND, bytes(told.record.id))
    origin = logs.origin(SiteLog.get_by_id(leaf.site_id))
    document = {
        **receipt_document(told),
        "tm:salt": _spelt(bytes(leaf.salt or b"")),
        "tm:logProof": proof_of(leaf, logs),
    }
    # Notes never begin with a brace, so a signature of one kind is none of the other.
    signer = signers(services.derived_secret("log key"), services.now_ms())[-1]
    return {
        **document,
        "tm:signature": {
            "tm:key": Verifier(origin, ED25519, signer.public).spell(),
            "tm:value": _spelt(signer.private.sign(canonical(document))),
        },
    }


def _spelt(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
