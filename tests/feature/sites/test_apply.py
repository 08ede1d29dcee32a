"""`temoin apply`: ten client sites from one file, a plan first, the same again changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from temoin.accounts.models import Organisation
from temoin.sites.apply import carry_out, make_plan
from temoin.sites.models import Site, SiteRevision
from temoin.sites.service import draft_of, save_draft
from temoin.web.services import Services
from tests.feature.command_line import Command


def ten_sites() -> dict[str, Any]:
    return {
        "organisation": "Agency",
        "defaults": {"theme": {"accent": "#0f766e", "radius": 4}},
        "sites": [
            {"name": f"Client {n}", "domains": [f"client{n}.example", f"www.client{n}.example"]}
            for n in range(10)
        ],
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "sites.yaml", ten_sites())


def write(path: Path, content: object) -> Path:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def test_ten_sites_come_from_one_file(command: Command, file: Path) -> None:
    done = command("apply", str(file), "--yes")
    assert done.exit_code == 0, done.output
    assert "10 create, 0 change, 0 unchanged" in done.output
    sites = list(Site.select())
    assert len(sites) == 10
    assert {site.organisation.name for site in sites} == {"Agency"}
    assert all(site.published_number == 1 for site in sites)
    themes = {json.dumps(draft_of(site).raw["theme"], sort_keys=True) for site in sites}
    assert len(themes) == 1
    assert '"accent": "#0f766e"' in themes.pop()


def test_the_second_time_there_is_nothing_to_do(command: Command, file: Path) -> None:
    command("apply", str(file), "--yes")
    before = _state()
    again = command("apply", str(file))
    assert again.exit_code == 0
    assert "Nothing to do" in again.output
    assert _state() == before


def test_nothing_is_written_before_the_plan_is_agreed_to(command: Command, file: Path) -> None:
    for answer in ("n\n", ""):
        done = command("apply", str(file), stdin=answer)
        assert done.exit_code == 1
        assert "+ create     Client 3 (client3.example, www.client3.example)" in done.output
        assert "Agency (new)" in done.output
    assert Site.select().count() == Organisation.select().count() == 0
    assert command("apply", str(file), stdin="y\n").exit_code == 0
    assert Site.select().count() == 10


def test_only_what_changed_is_changed(command: Command, file: Path, tmp_path: Path) -> None:
    command("apply", str(file), "--yes")
    content = ten_sites()
    content["sites"][2]["theme"] = {"radius": 12}
    content["sites"].append({"name": "Client 10", "domains": ["client10.example"]})
    done = command("apply", str(write(tmp_path / "more.yaml", content)), "--yes")
    assert "~ change     Client 2: theme.radius" in done.output
    assert "1 create, 1 change, 9 unchanged" in done.output
    revisions = {site.name: site.published_number for site in Site.select()}
    assert revisions["Client 2"] == 2
    assert sum(revisions.values()) == 12


def test_a_site_found_by_its_key_can_be_renamed(
    command: Command, file: Path, tmp_path: Path
) -> None:
    command("apply", str(file), "--yes")
    key = Site.get(Site.name == "Client 4").key
    part = {"key": key, "name": "Renamed", "domains": ["renamed.example"]}
    content = {**ten_sites(), "sites": [part]}
    done = command("apply", str(write(tmp_path / "one.yaml", content)), "--yes")
    assert "~ change     Renamed: domains, name" in done.output
    assert Site.get(Site.key == key).name == "Renamed"
    assert Site.select().count() == 10


def test_the_plan_is_there_for_programs_too(command: Command, file: Path) -> None:
    shown = json.loads(command("apply", str(file), "--json").stdout)
    assert shown["applied"] is False
    assert Site.select().count() == 0
    done = json.loads(command("apply", str(file), "--json", "--yes").stdout)
    assert done["applied"] is True
    assert {row["key"] for row in done["sites"]} == {site.key for site in Site.select()}
    again = json.loads(command("apply", str(file), "--json", "--yes").stdout)
    assert again["applied"] is False
    assert {row["action"] for row in again["sites"]} == {"unchanged"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sites": []}, "sites: a list"),
        ({"site": []}, "site: not known"),
        ({"organisation": 3}, "organisation"),
        ({"defaults": ["x"]}, "defaults"),
        ({"defaults": {"surprise": 1}}, "sites.0.surprise"),
        ({"sites": [{"name": "A", "domains": ["a.example"]}, {"name": "B"}]}, "sites.1.domains"),
        ({"sites": [{"name": "A", "domains": ["https://a.example"]}]}, "sites.0.domains"),
        ({"sites": [{"domains": ["a.example"]}]}, "sites.0.name"),
        ({"sites": [{"key": "ghost", "domains": ["a.example"]}]}, "sites.0.key"),
        ({"sites": ["A"]}, "sites.0"),
        ({"sites": [{"name": "A", "domains": ["a.example"], "id": 7}]}, "sites.0.id"),
        ({"sites": [{"name": "A", "domains": ["a.example"]}] * 2}, "twice"),
    ],
)
def test_one_wrong_site_stops_all_before_anything_is_written(
    command: Command, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    """ASVS 2.3.3."""
    content = {**ten_sites(), **change}
    done = command("apply", str(write(tmp_path / "bad.yaml", content)), "--yes")
    assert done.exit_code == 1
    assert said in done.stderr
    assert Site.select().count() == Organisation.select().count() == 0


def test_a_key_of_another_organisation_is_not_found(
    command: Command, site: Site, tmp_path: Path
) -> None:
    """R20."""
    content = {**ten_sites(), "sites": [{"key": site.key, "domains": ["mine.example"]}]}
    Organisation.create(name="Agency", created_at=0)
    done = command("apply", str(write(tmp_path / "theft.yaml", content)), "--yes")
    assert done.exit_code == 1
    assert draft_of(Site.get_by_id(site.id)).raw["domains"] == ["shop.example"]


def test_a_change_since_the_plan_stops_everything(services: Services) -> None:
    carry_out(make_plan(ten_sites()))
    changed = ten_sites()
    changed["sites"][9]["theme"] = {"radius": 1}
    changed["sites"].insert(0, {"name": "New", "domains": ["new.example"]})
    plan = make_plan(changed)
    site = Site.get(Site.name == "Client 9")
    save_draft(site, draft_of(site))
    with pytest.raises(Exception, match="somebody else changed"):
        carry_out(plan)
    assert Site.select().count() == 10


def _state() -> list[tuple[str, int, int]]:
    rows = Site.select().order_by(Site.id)
    revisions = SiteRevision.select().count()
    return [(row.key, row.draft_version, revisions) for row in rows]
