"""Run parts of the Makefile one after the other, time them, and add up their results.

Every part runs, even after one has failed. Tests are counted from pytest's JUnit reports; a part
without a report counts as one check. Exits 1 when anything failed; the last line gives the sums.
"""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

REPORTS = Path("build/reports")


@dataclass(frozen=True)
class Result:
    """What one part did: numbers of tests and seconds."""

    part: str
    passed: int
    failed: int
    skipped: int
    seconds: float


def run(part: str) -> Result:
    """Run `make PART` with its output on ours."""
    report = REPORTS / f"{part}.xml"
    report.unlink(missing_ok=True)
    print(f"\n── {part} " + "─" * (76 - len(part)), flush=True)
    start = time.monotonic()
    code = subprocess.run(
        ["make", "--no-print-directory", part], stdin=subprocess.DEVNULL, check=False
    ).returncode
    seconds = time.monotonic() - start
    passed, failed, skipped = counts(report) if report.exists() else (0, 0, 0)
    if code and not failed:
        failed = 1  # the part itself: no report, no tests, or a crash after the last one
    if not code and not passed + skipped:
        passed = 1
    return Result(part, passed, failed, skipped, seconds)


def counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped tests of a JUnit report that pytest wrote."""
    # Our own file: nothing in it comes from outside.
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314
    tests = failed = skipped = 0
    for suite in suites:
        tests += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return tests - failed - skipped, failed, skipped


def main(parts: list[str]) -> int:
    """Run the parts and print the summary; gives the exit status."""
    start = time.monotonic()
    results = [run(part) for part in parts]
    print(f"\n{'part':<12}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}")
    for result in results:
        numbers = f"{result.passed:>8}{result.failed:>8}{result.skipped:>9}{result.seconds:>9.1f}"
        print(f"{result.part:<12}{numbers}")
    print(f"{'all':<12}{time.monotonic() - start:>34.1f}")
    failed = sum(result.failed for result in results)
    print(f"{sum(result.passed for result in results)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
