"""The clock jumps: records keep the order in which they came, and what ran out stays out (R10)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from temoin.consent.models import ConsentRecord
from temoin.ledger.auditing import audit
from temoin.ledger.models import LogLeaf, SiteLog
from temoin.web.services import Services
from tests.feature.conftest import ORIGIN, Clock

Body = Callable[..., dict[str, Any]]
DAY_S = 86_400


def send(client: FlaskClient, path: str, body: Any) -> Any:
    reply = client.post(
        path, data=json.dumps(body), headers={"Origin": ORIGIN, "Content-Type": "text/plain"}
    )
    assert reply.status_code in (201, 202)
    return reply.get_json()


@pytest.mark.parametrize("days", [-1, 1, 400])
def test_records_keep_their_order(
    client: FlaskClient, services: Services, choice: Body, clock: Clock, days: int
) -> None:
    """R10: the log numbers records as they came, whatever their times say, and still holds."""
    came = [send(client, "/api/consent", choice())["id"]]
    clock.advance(days * DAY_S)
    came.append(send(client, "/api/consent", choice())["id"])
    clock.advance(-days * DAY_S)
    came.append(send(client, "/api/consent", choice())["id"])
    leaves: Any = LogLeaf.select().where(LogLeaf.kind == "consent").order_by(LogLeaf.position)
    records = {bytes(record.id).hex(): record for record in ConsentRecord.select()}
    assert [bytes(leaf.ref).hex() for leaf in leaves] == [one.replace("-", "") for one in came]
    assert len(records) == 3
    assert audit(SiteLog.get(), services, services.now_ms()).problems == "[]"


@pytest.mark.parametrize(("days", "dropped"), [(-1, {}), (1, {}), (400, {"expired": 1})])
def test_a_grant_that_ran_out_allows_nothing(
    client: FlaskClient, choice: Body, page_view: Body, clock: Clock, days: int,
    dropped: dict[str, int],
) -> None:  # fmt: skip
    """R10: a jump forward ends grants; it never makes one."""
    grant = send(client, "/api/consent", choice())["grant"]
    clock.advance(days * DAY_S)
    assert send(client, "/api/event", page_view(grant=grant))["dropped"] == dropped
