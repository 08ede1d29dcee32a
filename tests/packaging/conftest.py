"""The package as it leaves the project: built from an unpacked sdist, installed by itself."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def call(*command: str | Path, cwd: Path = ROOT, path: str | None = None) -> str:
    """Standard output of a command that must succeed; `path` replaces PATH."""
    environment = {**os.environ, "PATH": path} if path else None
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from nothing but what the sdist carries."""
    folder = tmp_path_factory.mktemp("build")
    call(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder)
    (sdist,) = folder.glob("temoin-*.tar.gz")
    call("tar", "--extract", "--file", sdist, "--directory", folder)
    source = folder / sdist.name.removesuffix(".tar.gz")
    call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=source)
    (built,) = folder.glob("temoin-*.whl")
    return built


@pytest.fixture(scope="session")
def names(wheel: Path) -> list[str]:
    """The files of the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs' folder of a fresh environment with the wheel and the locked run-time packages.

    Nothing else is in there, above all no Node.
    """
    folder = tmp_path_factory.mktemp("fresh")
    call(sys.executable, "-m", "venv", "--without-pip", folder)
    programs = folder / "bin"
    pip = (sys.executable, "-m", "pip", "--python", str(programs / "python"), "install", "--quiet")
    call(*pip, "--require-hashes", "-r", ROOT / "requirements/run.txt")
    call(*pip, "--no-deps", wheel)
    return programs
