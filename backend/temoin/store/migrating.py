"""Bringing the schema up to date: numbered scripts, each in one transaction."""

from __future__ import annotations

from pathlib import Path

from peewee import Database
from playhouse.migrations import Runner

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(opened: Database) -> list[str]:
    """Apply what is pending and return the names applied.

    Runs once in the parent, before any worker starts: two processes that switch a new SQLite
    file to WAL at the same time meet `database is locked`, which busy_timeout does not cover.
    """
    with opened.connection_context():
        return list(Runner(opened, str(MIGRATIONS)).up())


def shipped() -> list[str]:
    """Names of all scripts that this version knows."""
    return sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))


def pending(opened: Database) -> list[str]:
    """Names of scripts not applied yet."""
    with opened.connection_context():
        return [step.name for step in Runner(opened, str(MIGRATIONS)).status() if not step.applied]
