"""The build hook rebuilds what is out of date, and only that."""

import os
from pathlib import Path

import pytest

import hatch_build

OLD, NEW = 1_000_000_000, 1_000_000_100


def put(path: Path, when: int) -> Path:
    """A file last changed at `when`, in a folder as old as the oldest source."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    os.utime(path, (when, when))
    os.utime(path.parent, (OLD, OLD))
    return path


def test_an_output_newer_than_its_sources_is_left_alone(tmp_path: Path) -> None:
    """A second `pip install` must not run Node again."""
    output = put(tmp_path / "out" / "a.js", NEW)
    put(tmp_path / "src" / "a.js", OLD)
    assert not hatch_build.is_stale([output], [tmp_path / "src"])


def test_a_changed_source_makes_the_output_stale(tmp_path: Path) -> None:
    """A change anywhere below a source folder counts."""
    output = put(tmp_path / "out" / "a.js", OLD)
    put(tmp_path / "src" / "deep" / "a.js", NEW)
    assert hatch_build.is_stale([output], [tmp_path / "src"])


def test_a_removed_source_makes_the_output_stale(tmp_path: Path) -> None:
    """The folder's own date tells of it."""
    output = put(tmp_path / "out" / "a.js", OLD)
    removed = put(tmp_path / "src" / "a.js", OLD)
    removed.unlink()
    assert hatch_build.is_stale([output], [tmp_path / "src"])


def test_a_missing_output_is_stale(tmp_path: Path) -> None:
    """On a clean checkout nothing is there."""
    source = put(tmp_path / "src" / "a.js", OLD)
    assert hatch_build.is_stale([tmp_path / "out" / "a.js"], [source])


def test_a_build_that_writes_nothing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Better no wheel than one without its snippet."""
    monkeypatch.setattr(hatch_build, "npm", lambda *arguments: None)
    put(tmp_path / hatch_build.LOCK, OLD)
    put(tmp_path / hatch_build.INSTALLED, NEW)
    config = {"sources": [], "outputs": ["static/temoin.js"], "copies": {}}
    with pytest.raises(SystemExit, match=r"did not write .*temoin\.js"):
        hatch_build.build(tmp_path, config)
