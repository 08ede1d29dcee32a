"""What the wheel carries, and that it works by itself."""

import fnmatch
import zipfile
from pathlib import Path

import pytest

from temoin import __version__
from tests.packaging.conftest import call

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "pattern",
    [
        "temoin/banner/static/temoin.js",
        "temoin/banner/static/panel.js",
        "temoin/banner/static/tracker.js",
        "temoin/adapters/data/country.mmdb",
        "temoin/adapters/data/country.mmdb.LICENSE",
        "temoin/accounts/common_passwords.gz",
        "temoin/accounts/common_passwords.LICENSE",
        "temoin/store/migrations/0001_*.py",
        "temoin/*/templates/*.html",
        "temoin/py.typed",
        "temoin-*.dist-info/licenses/LICENSE",
        "temoin-*.dist-info/licenses/NOTICE",
    ],
)
def test_the_wheel_carries(names: list[str], pattern: str) -> None:
    """Issue 1.1: `pip install .` gives a working service with the built snippet inside."""
    assert fnmatch.filter(names, pattern)


def test_the_wheel_carries_the_whole_package(names: list[str]) -> None:
    """Every text, template and module of the tree is installed, so nothing fails at first use."""
    root = Path(__file__).parents[2] / "backend"
    tree = {
        path.relative_to(root).as_posix()
        for path in (root / "temoin").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert tree - set(names) == set()


def test_the_wheel_carries_nothing_of_the_workshop(names: list[str]) -> None:
    """No npm package, no test and no source map is shipped."""
    strangers = ("node_modules", "tests/", "snippet/", ".map", "__pycache__")
    assert [name for name in names if any(part in name for part in strangers)] == []


def test_the_country_database_is_whole(wheel: Path) -> None:
    """Both address families in one file: 7.8 MB, and none of the two halves beside it."""
    with zipfile.ZipFile(wheel) as archive:
        sizes = {
            info.filename: info.file_size
            for info in archive.infolist()
            if info.filename.endswith(".mmdb")
        }
    assert list(sizes) == ["temoin/adapters/data/country.mmdb"]
    assert sizes["temoin/adapters/data/country.mmdb"] > 5_000_000


def test_the_installed_command_says_its_version(installed: Path) -> None:
    """With nothing on PATH but itself: no Node at run time."""
    said = call(installed / "temoin", "--version", cwd=installed, path=str(installed))
    assert said.strip().endswith(__version__)


def test_the_installed_command_explains_itself(installed: Path) -> None:
    """Every command of the contract's first rows is listed by `temoin --help`."""
    said = call(installed / "temoin", "--help", cwd=installed, path=str(installed))
    commands = {line.split()[0] for line in said.splitlines() if line.startswith("  ")}
    assert {"serve", "demo", "user", "site", "apply", "migrate"} <= commands
