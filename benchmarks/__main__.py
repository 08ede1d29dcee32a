"""`python -m benchmarks [ingest|snippet|size|memory|stalled|banner|ledger|crash|evidence|all]`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from benchmarks import crash, evidence, ingest, ledger, memory, report, size, snippet, stalled
from benchmarks.banner import measure as banner
from benchmarks.report import Section

Part = Callable[[Path, int, int], Section]
PARTS: dict[str, Part] = {
    "ingest": ingest.measure,
    "snippet": snippet.measure,
    "size": size.measure,
    "memory": memory.measure,
    "stalled": stalled.measure,
    "banner": banner.measure,
    "ledger": ledger.measure,
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([*PARTS, "crash", "evidence", "all"]))
@click.option("--quick", is_flag=True, help="three short rounds, for CI")
@click.option("--rounds", default=None, type=click.IntRange(1), help="default 5, quick 3")
@click.option(
    "--seconds", default=None, type=click.IntRange(1), help="of a round; default 4, quick 2"
)
@click.option(
    "--kills", default=None, type=click.IntRange(1), help="of crash, evidence; default 50, quick 5"
)
@click.option("--seed", default=None, type=click.IntRange(0), help="of evidence; default: chance")
def main(
    names: tuple[str, ...],
    quick: bool,
    rounds: int | None,
    seconds: int | None,
    kills: int | None,
    seed: int | None,
) -> None:
    """Measure; exits 1 when a goal is missed. `all` leaves out `crash`, which takes long.

    `evidence`, alone, runs the fault tests and writes to `docs/evidence/`.
    """
    if "evidence" in names:
        sys.exit(not evidence.collect(kills or (5 if quick else 50), seed))
    chosen = PARTS if not names or "all" in names else names
    before = report.conditions()
    sections = []
    for name in chosen:
        if name == "crash":
            sections.append(crash.measure(kills or (5 if quick else 50)))
            continue
        # On the disk of the checkout: the folder for temporary files may be in memory.
        report.FOLDER.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=report.FOLDER)).resolve()
        try:
            length = seconds or (2 if quick else 4)
            sections.append(PARTS[name](folder, rounds or (3 if quick else 5), length))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    click.echo(f"written to {report.write(sections, before)}")
    if not all(check.holds for section in sections for check in section.checks):
        sys.exit(1)


if __name__ == "__main__":
    main()
