"""The service's own word about Global Privacy Control."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask.testing import FlaskClient


def test_support_is_declared_where_browsers_look(client: FlaskClient) -> None:
    """GPC-04: 200, JSON, and a date that is one."""
    answer = client.get("/.well-known/gpc.json")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.json is not None
    assert answer.json["gpc"] is True
    assert date.fromisoformat(answer.json["lastUpdate"]) <= datetime.now(UTC).date()
    assert "Set-Cookie" not in answer.headers
