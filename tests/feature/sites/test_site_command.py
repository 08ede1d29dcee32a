"""`temoin site …`: names, `--json` and exit codes of the contract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from temoin.accounts.models import Organisation
from temoin.sites.models import Site, SiteRevision
from tests.feature.command_line import Command


def test_a_new_site_is_published_and_prints_what_to_paste(command: Command) -> None:
    done = command("site", "add", "Shop", "--domain", "shop.example", "--lang", "en", "--json")
    assert done.exit_code == 0, done.output
    made = json.loads(done.stdout)
    assert made["snippet"] == (
        f'<script src="http://consent.example/t/{made["key"]}.js" async></script>'
    )
    assert (made["languages"], made["revision"]) == (["en", "fr"], 1)
    assert made["key"] in command("site", "list").output
    shown = json.loads(command("site", "show", made["key"], "--json").stdout)
    assert shown["domains"] == ["shop.example"]
    assert command("site", "snippet", made["key"]).output.strip() == made["snippet"]


def test_a_domain_may_carry_a_port(command: Command) -> None:
    done = command("site", "add", "Shop", "--domain", "127.0.0.1:8080", "--json")
    assert json.loads(done.stdout)["domains"] == ["127.0.0.1:8080"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["site", "add", "Shop"], 2),
        (["site", "add", "Shop", "--domain", "https://shop.example/"], 1),
        (["site", "add", "", "--domain", "shop.example"], 1),
        (["site", "add", "Shop", "--domain", "shop.example", "--lang", "xx"], 2),
        (["site", "show", "ghost"], 1),
        (["site", "publish", "ghost"], 1),
        (["site", "set", "ghost", "/nowhere.yaml"], 2),
        (["site", "nonsense"], 2),
    ],
)
def test_what_cannot_be_done_says_so_and_writes_nothing(
    command: Command, words: list[str], code: int
) -> None:
    done = command(*words)
    assert done.exit_code == code
    assert done.stderr.strip()
    assert "Traceback" not in done.output
    assert Site.select().count() == Organisation.select().count() == 0


def test_a_site_goes_into_the_organisation_that_is_named(command: Command) -> None:
    command("site", "add", "One", "--domain", "one.example", "--org", "Agency A")
    command("site", "add", "Two", "--domain", "two.example", "--org", "Agency A")
    command("site", "add", "Three", "--domain", "three.example", "--org", "Agency B")
    names = {site.name: site.organisation.name for site in Site.select()}
    assert names == {"One": "Agency A", "Two": "Agency A", "Three": "Agency B"}


def test_what_get_prints_can_be_set_again(command: Command, site: Site, tmp_path: Path) -> None:
    document = yaml.safe_load(command("site", "get", site.key).stdout)
    document["name"] = "Renamed"
    file = tmp_path / "site.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    done = command("site", "set", site.key, str(file), "--json")
    assert json.loads(done.stdout) == {"key": site.key, "revision": 2}
    same = command("site", "set", site.key, "-", stdin=file.read_text())
    assert "revision 2" in same.output
    assert json.loads(command("site", "get", site.key, "--json").stdout)["name"] == "Renamed"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name: [", "no YAML"),
        (b"name: \xff\xfe", "UTF-8"),
        (b"- a list", "mapping"),
        (b"name: Shop", "domains"),
        (b"", "mapping"),
        (b"name: Shop\nsurprise: 1\ndomains: [a.example]\npurposes: []", "surprise"),
    ],
)
def test_a_bad_file_changes_nothing(
    command: Command, site: Site, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "site.yaml"
    file.write_bytes(content)
    done = command("site", "set", site.key, str(file))
    assert (done.exit_code, SiteRevision.select().count()) == (1, 1)
    assert said in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["purposes", 0, "key"], "marketing<script>"),
        (["purposes", 0, "key"], "marketing\n"),
        (["theme", "accent"], "#1d4ed8;}body{display:none"),
        (["theme", "accent"], "#1d4ed8\n"),
        (["purposes", 0, "vendors"], [{"name": "Ads", "policy": "https://a.example/\ud800"}]),
        (["purposes", 0, "vendors"], [{"name": "Ads", "policy": "javascript:alert(1)"}]),
        (["texts"], {"fr": {"tit\x00le": "x"}}),
    ],
)
def test_a_configuration_cannot_carry_more_than_it_says(
    command: Command, site: Site, tmp_path: Path, path: list[str | int], value: object
) -> None:
    """V3, V8: what looks like a key or a colour at its beginning only is refused."""
    document = json.loads(command("site", "get", site.key, "--json").stdout)
    target = document
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    file = tmp_path / "site.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    done = command("site", "set", site.key, str(file))
    assert (done.exit_code, SiteRevision.select().count()) == (1, 1), done.output


@pytest.mark.parametrize("words", [("site", "list"), ("user", "list"), ("migrate",)])
def test_a_stopped_database_is_one_clear_line(
    command: Command, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TEMOIN_DATABASE_URL", "postgresql://127.0.0.1:1/nowhere")
    done = command(*words)
    assert (done.exit_code, len(done.stderr.strip().splitlines())) == (1, 1)
    assert "the database does not answer" in done.stderr
