"""Backup and restore, each one command: all of it comes back, or nothing changes."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.servers.postgres import PostgresServer
from tests.servers.service import Service, make

NewUrl = Callable[[], str | None]
SECRET = "another secret for tests, forty characters"


@pytest.fixture
def new_url(request: pytest.FixtureRequest, database_url: str) -> Iterator[NewUrl]:
    """Makes empty databases of the same engine."""
    made: list[str] = []

    def make_one() -> str | None:
        if database_url.startswith("sqlite"):
            return None
        server: PostgresServer = request.getfixturevalue("postgres_server")
        made.append(server.create())
        return server.url(made[-1])

    yield make_one
    for name in made:
        request.getfixturevalue("postgres_server").drop(name)


@pytest.fixture
def home(tmp_path: Path, database_url: str) -> Service:
    """An installation with a site, not running."""
    folder = tmp_path / "home"
    folder.mkdir()
    service = make(folder, None if database_url.startswith("sqlite") else database_url)
    service.add_site("Shop", "shop.example")
    return service


def elsewhere(tmp_path: Path, url: str | None, **settings: str) -> Service:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return make(folder, url, **settings)


def names(service: Service) -> list[str]:
    return [site["name"] for site in json.loads(service.run("site", "list", "--json"))]


def test_a_backup_comes_back_on_another_machine(
    tmp_path: Path, home: Service, new_url: NewUrl
) -> None:
    """R9: one command each way; rows, keys and schema; the file is for nobody else to read."""
    file = tmp_path / "one.temoin"
    manifest = json.loads(home.run("backup", str(file), "--json"))
    assert manifest["rows"]["site"] == 1
    assert "0001_first_tables" in manifest["migrations"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []
    other = elsewhere(tmp_path, new_url())
    said = other.run("restore", str(file), "--yes")
    assert "all logs hold" in said
    assert names(other) == ["Shop"]
    key = Path("data", "secret.key")
    assert (other.folder / key).read_bytes() == (home.folder / key).read_bytes()


def test_a_restore_takes_back_what_came_later(tmp_path: Path, home: Service) -> None:
    """R9: twice, because the second one meets what the first one left; never without --yes."""
    file = tmp_path / "one.temoin"
    home.run("backup", str(file))
    for name in ("Later", "Later again"):
        home.add_site(name, "later.example")
        with pytest.raises(RuntimeError, match="say --yes"):
            home.run("restore", str(file))
        assert len(names(home)) == 2
        home.run("restore", str(file), "--yes")
        assert names(home) == ["Shop"]
    home.run("backup", str(file))
    home.run("restore", str(file), "--yes")
    assert names(home) == ["Shop"]


def test_a_running_service_is_not_restored_under(tmp_path: Path, home: Service) -> None:
    """R9: whoever uses the database stops the restore, and nothing changes."""
    file = tmp_path / "one.temoin"
    home.start()
    try:
        home.run("backup", str(file))
        home.add_site("Later", "later.example")
        with pytest.raises(RuntimeError, match="stop"):
            home.run("restore", str(file), "--yes")
        assert len(names(home)) == 2
    finally:
        home.stop()


def test_a_damaged_backup_changes_nothing(tmp_path: Path, home: Service) -> None:
    """R9: cut short, one bit turned, no backup at all."""
    file, bad = tmp_path / "one.temoin", tmp_path / "bad.temoin"
    home.run("backup", str(file))
    home.add_site("Later", "later.example")
    whole = file.read_bytes()
    middle = len(whole) // 2
    turned = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for content in (whole[:middle], turned, b"", b"no backup"):
        bad.write_bytes(content)
        with pytest.raises(RuntimeError, match=r"damaged|no backup|lacks"):
            home.run("restore", str(bad), "--yes")
        assert len(names(home)) == 2


def rewritten(file: Path, **changed: object) -> Path:
    """The same backup with another manifest."""
    folder = file.with_suffix(".d")
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(file) as tar:
        tar.extractall(folder)  # noqa: S202 - written by this test
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **changed}))
    made = file.with_suffix(".changed")
    with tarfile.open(made, "w") as tar:
        for path in (manifest, *(one for one in folder.iterdir() if one != manifest)):
            tar.add(path, path.name)
    return made


def test_a_backup_that_does_not_fit_changes_nothing(tmp_path: Path, home: Service) -> None:
    """R9: of a later version, of another engine, or with other rows than it says."""
    file = tmp_path / "one.temoin"
    rows = json.loads(home.run("backup", str(file), "--json"))["rows"]
    home.add_site("Later", "later.example")
    for changed, said in (
        ({"migrations": ["0999_from_the_future"]}, "later version"),
        ({"engine": "another"}, "of another"),
        ({"format": 99}, "another version"),
        ({"rows": {**rows, "site": 7}}, "other rows"),
    ):
        with pytest.raises(RuntimeError, match=said):
            home.run("restore", str(rewritten(file, **changed)), "--yes")
        assert len(names(home)) == 2


def test_only_keys_leave_a_backup(tmp_path: Path, home: Service) -> None:
    """V15: a name that leads elsewhere is not followed."""
    file = tmp_path / "one.temoin"
    manifest = json.loads(home.run("backup", str(file), "--json"))
    with tarfile.open(file) as tar:
        inside = [member.name for member in tar]
    assert inside == ["manifest.json", manifest["database"], "secret.key"]
    sums = manifest["sha256"]
    for wrong in ("../evil.key", str(tmp_path / "evil.key"), "cron"):
        made = rewritten(file, sha256={**sums, wrong: "0"})
        home.run("restore", str(made), "--yes")
        assert not (tmp_path / "evil.key").exists()
        assert not (home.folder / "data" / "cron").exists()


def test_another_secret_is_told(tmp_path: Path, home: Service, new_url: NewUrl) -> None:
    file = tmp_path / "one.temoin"
    home.run("backup", str(file))
    other = elsewhere(tmp_path, new_url(), secret_key=SECRET)
    assert "all logs hold" not in other.run("restore", str(file), "--yes")
    assert names(other) == ["Shop"]


def test_what_was_there_stays_beside_the_new(tmp_path: Path) -> None:
    """R9: the old database is there until somebody removes it, the old key too."""
    homes = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        homes.append(make(tmp_path / name))
        homes[-1].add_site(name, f"{name}.example")
    file = tmp_path / "one.temoin"
    homes[0].run("backup", str(file))
    homes[1].run("backup", str(tmp_path / "two.temoin"))  # makes its key
    old = (homes[1].folder / "data" / "secret.key").read_bytes()
    homes[1].run("restore", str(file), "--yes")
    data = homes[1].folder / "data"
    assert (data / "secret.key.before-restore").read_bytes() == old
    with closing(sqlite3.connect(data / "temoin.sqlite3.before-restore")) as aside:
        assert aside.execute("select name from site").fetchall() == [("two",)]
    assert names(homes[1]) == ["one"]


def test_a_damaged_database_can_be_restored_over(tmp_path: Path) -> None:
    """R9: that is what a backup is for."""
    home = make(tmp_path)
    home.add_site("Shop", "shop.example")
    file = tmp_path / "one.temoin"
    home.run("backup", str(file))
    path = tmp_path / "data" / "temoin.sqlite3"
    path.write_bytes(b"nothing that SQLite knows" * 1000)
    with pytest.raises(RuntimeError):
        home.run("backup", str(tmp_path / "two.temoin"))
    home.run("restore", str(file), "--yes")
    assert names(home) == ["Shop"]


@pytest.mark.pg
def test_a_missing_tool_is_named(
    tmp_path: Path, migrated_postgres: str, postgres_server: PostgresServer
) -> None:
    home = make(tmp_path, postgres_server.url(migrated_postgres))
    home.environment["PATH"] = os.devnull
    with pytest.raises(RuntimeError, match="pg_dump is not installed"):
        home.run("backup", str(tmp_path / "one.temoin"))
