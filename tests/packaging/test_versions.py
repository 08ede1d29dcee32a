"""One version everywhere, and no dependency without its reason."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from temoin import __version__

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "plugins/wordpress/temoin"


def first(pattern: str, path: Path) -> str:
    """The first group of the first match in a file."""
    found = re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, f"{path.relative_to(ROOT)} names no version"
    return found[1]


def locked_names(path: Path) -> set[str]:
    """The packages that a lock file pins."""
    return set(re.findall(r"^([a-z0-9.-]+)==", path.read_text(encoding="utf-8"), re.MULTILINE))


def dependencies() -> set[str]:
    """Names of all run-time dependencies, extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for group in project["optional-dependencies"].values() for line in group]
    return {re.split(r"[\[<>=;]", line)[0] for line in [*project["dependencies"], *extras]}


def test_npm_packages_bear_the_version() -> None:
    """`package.json` and its lock follow `temoin.__version__`."""
    for name in ("package.json", "package-lock.json"):
        assert json.loads((ROOT / name).read_text(encoding="utf-8"))["version"] == __version__


def test_the_plugin_bears_the_version() -> None:
    """Header and `Stable tag`: WordPress's directory compares the two (WP plugin guidelines)."""
    assert first(r"^ \* Version:\s+(\S+)$", PLUGIN / "temoin.php") == __version__
    assert first(r"^Stable tag:\s+(\S+)$", PLUGIN / "readme.txt") == __version__


def test_the_change_log_begins_with_the_version() -> None:
    """The newest heading is this release or the changes that lead to it."""
    newest = first(r"^## \[?([0-9][^\]\s]*)", ROOT / "CHANGELOG.md")
    assert newest == __version__


def test_every_dependency_is_locked_with_a_hash() -> None:
    """A dependency added without `make lock` would be missed by every locked install."""
    lock = ROOT / "requirements/run.txt"
    assert dependencies() <= locked_names(lock)
    entries = re.split(r"\n(?=[a-z])", lock.read_text(encoding="utf-8"))[1:]
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("name", ["build", "lock", "run", "test"])
def test_a_lock_names_no_host(name: str) -> None:
    """Where packages come from is the installing machine's business (mirrors, offline folders)."""
    assert "://" not in (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")


def test_the_npm_lock_carries_hashes_and_no_host() -> None:
    """The same for npm; `npm ci` refuses what does not match its hash."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


def test_every_dependency_has_its_reason() -> None:
    """A row in the decision for each dependency, and none for what is gone."""
    table = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z0-9-]+)`", table, re.MULTILINE)) == dependencies()
