"""What is promised is in the documentation, and what is documented exists."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click

from temoin.cli import main
from temoin.ingest.steps import DropReason
from temoin.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
CONTRACT = (DOCS / "reference" / "contract.md").read_text(encoding="utf-8")


def test_every_setting_is_documented_and_nothing_else() -> None:
    text = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(TEMOIN_[A-Z_]+)`", text, re.MULTILINE))
    assert documented == {f"TEMOIN_{field.name.upper()}" for field in fields(Settings)}
    for field in fields(Settings):
        assert str(field.metadata["doc"]) in text, field.name


def test_every_command_has_help_and_is_documented() -> None:
    def walk(command: click.Command, path: str) -> None:
        assert command.help, path
        if isinstance(command, click.Group):
            for name, inner in command.commands.items():
                walk(inner, f"{path} {name}".strip())
        else:
            assert path.rsplit(maxsplit=1)[-1] in CONTRACT, f"temoin {path} is not in contract.md"

    walk(main, "")


def test_every_reason_for_a_drop_is_documented() -> None:
    assert [reason for reason in DropReason if f"`{reason.value}`" not in CONTRACT] == []


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
