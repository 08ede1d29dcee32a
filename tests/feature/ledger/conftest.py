"""A site with choices in its log."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from temoin.ledger.models import SiteLog
from temoin.ledger.signing import Logs
from temoin.sites.models import Site
from temoin.web.services import Services
from tests.feature.conftest import ORIGIN

Body = Callable[..., dict[str, Any]]
Choose = Callable[..., str]


@pytest.fixture
def choose(client: FlaskClient, choice: Body) -> Choose:
    """Records a choice and gives its id; what is passed replaces a field."""

    def send(**changed: Any) -> str:
        reply = client.post(
            "/api/consent",
            data=json.dumps(choice(**changed)),
            content_type="text/plain",
            headers={"Origin": ORIGIN},
        )
        assert reply.status_code in (200, 201), reply.text
        return str(reply.json["id"] if reply.json else "")

    return send


@pytest.fixture
def logs(services: Services) -> Logs:
    return Logs(services)


@pytest.fixture
def log(site: Site) -> SiteLog:
    found: SiteLog = SiteLog.get(SiteLog.site == site.id)
    return found


def decoded(lines: str) -> list[bytes]:
    """Hashes, one to a line."""
    return [base64.b64decode(line) for line in lines.splitlines()]
