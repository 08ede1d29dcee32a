"""The closing summary of `make test` hides no failure."""

from pathlib import Path

import pytest

from scripts import run_parts

REPORT = (
    '<testsuites><testsuite tests="5" failures="{failures}" errors="0" skipped="1"/></testsuites>'
)
MAKEFILE = """\
good:
\t@true
bad:
\t@false
tested:
\t@cp passed.xml build/reports/tested.xml
broken:
\t@cp failed.xml build/reports/broken.xml; exit 1
crashed:
\t@cp passed.xml build/reports/crashed.xml; exit 1
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project whose parts do as their names say."""
    (tmp_path / "build/reports").mkdir(parents=True)
    (tmp_path / "Makefile").write_text(MAKEFILE)
    (tmp_path / "passed.xml").write_text(REPORT.format(failures=0))
    (tmp_path / "failed.xml").write_text(REPORT.format(failures=2))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("parts", "code", "last"),
    [
        (["good"], 0, "1 passed, 0 failed"),
        (["good", "tested"], 0, "5 passed, 0 failed"),
        (["bad", "good"], 1, "1 passed, 1 failed"),
        (["broken", "good"], 1, "3 passed, 2 failed"),
        (["crashed"], 1, "4 passed, 1 failed"),
        (["no-such-part"], 1, "0 passed, 1 failed"),
    ],
)
def test_the_last_line_adds_up_all_parts(
    capsys: pytest.CaptureFixture[str], parts: list[str], code: int, last: str
) -> None:
    """Every part runs, and one failure fails the whole (`.ci/run` goes by the exit status)."""
    assert run_parts.main(parts) == code
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_a_report_of_an_earlier_run_is_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """A part that dies before it writes must not show yesterday's numbers."""
    Path("build/reports/bad.xml").write_text(REPORT.format(failures=0))
    assert run_parts.main(["bad"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed"
