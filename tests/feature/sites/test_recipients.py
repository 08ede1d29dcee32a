"""Recipients and automatic blocking through the command line, `temoin apply` and the API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from flask.testing import FlaskClient

from temoin.accounts.roles import TokenScope
from temoin.sites.models import Site
from temoin.sites.service import draft_of, has_unpublished_changes
from tests.feature.command_line import Command
from tests.feature.people import make_token

BLOCKING = {"automatic": False, "unknown": "media"}
WRITTEN = [
    {"key": "google-analytics"},
    {
        "name": "Site Vidéo",
        "controller": "Vidéo SAS",
        "hosts": ["*.video.example/embed"],
        "cookies": [{"name": "v_*", "kind": "local"}, {"name": "sid", "days": 0}],
    },
]


def check(document: dict[str, Any]) -> None:
    analytics, video = document["purposes"][1]["vendors"]
    assert analytics["name"] == "Google Analytics"
    assert analytics["hosts"]
    assert video == {
        "key": "site-video",
        "name": "Site Vidéo",
        "policy": "",
        "controller": "Vidéo SAS",
        "country": "",
        "safeguard": "",
        "hosts": ["*.video.example/embed"],
        "cookies": [
            {"name": "v_*", "kind": "local", "days": None},
            {"name": "sid", "kind": "cookie", "days": 0},
        ],
        "gvl": 0,
    }
    assert document["blocking"] == BLOCKING


def test_the_commands_carry_recipients_and_blocking(
    command: Command, site: Site, tmp_path: Path
) -> None:
    """CNIL-09: set, got and set again without loss."""
    document = draft_of(site).raw
    document["purposes"][1]["vendors"] = WRITTEN
    document["blocking"] = BLOCKING
    _set(command, site, tmp_path, document)
    got = json.loads(command("site", "get", site.key, "--json").stdout)
    check(got)
    _set(command, site, tmp_path, got)
    saved = Site.get_by_id(site.id)
    assert draft_of(saved).raw == got
    assert saved.published_number == 2
    assert not has_unpublished_changes(saved)


def _set(command: Command, site: Site, folder: Path, document: dict[str, Any]) -> None:
    file = folder / "site.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    done = command("site", "set", site.key, str(file))
    assert done.exit_code == 0, done.output


def test_apply_carries_them_and_then_finds_nothing_to_do(command: Command, tmp_path: Path) -> None:
    purposes = [{"key": key} for key in ("preferences", "statistics", "media")]
    entry = {"name": "Shop", "domains": ["shop.example"], "blocking": BLOCKING}
    purposes[1] = {"key": "statistics", "vendors": WRITTEN}  # type: ignore[dict-item]
    file = tmp_path / "sites.yaml"
    file.write_text(yaml.safe_dump({"sites": [{**entry, "purposes": purposes}]}), "utf-8")
    done = command("apply", str(file), "--yes")
    assert done.exit_code == 0, done.output
    check(draft_of(Site.get()).raw)
    assert "Nothing to do" in command("apply", str(file)).output


def test_the_api_takes_and_describes_them(client: FlaskClient, site: Site) -> None:
    token = make_token(site.organisation, TokenScope.SITES_WRITE)
    document = draft_of(site).raw
    document["purposes"][1]["vendors"] = WRITTEN
    document["blocking"] = BLOCKING
    reply = client.put(
        f"/api/v1/sites/{site.key}",
        json={"document": document},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert reply.status_code == 200, reply.text
    check(reply.get_json()["document"])
    schemas = client.get("/api/v1/openapi.json").get_json()["components"]["schemas"]
    assert schemas["Blocking"]["properties"].keys() == BLOCKING.keys()
    assert {"key", "hosts", "cookies", "controller"} <= schemas["Vendor"]["properties"].keys()
    assert schemas["Cookie"]["properties"]["kind"]["enum"]
