"""What backup and restore ask of a database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Copied:
    """What is in a copy of a database: rows by table, and the migrations applied."""

    rows: dict[str, int]
    migrations: list[str]


class Engine(Protocol):
    """One database; `name` is that of its engine, `member` that of its copy in a backup."""

    name: str
    member: str

    def copy(self, target: Path) -> Copied:
        """Copy the database as it is at one moment, while others write."""

    def staging(self) -> Path:
        """Where a copy is unpacked before it is taken over."""

    def alone(self) -> AbstractContextManager[None]:
        """Hold the database for oneself. Raises Conflict while anybody uses it."""

    def take_over(self, staged: Path, expected: dict[str, int]) -> str:
        """Put a checked copy in the place of the database; says where the old one is.

        Whatever interrupts it, there is the old database or the new one. Raises InvalidInput for a
        copy that is damaged, then the old one stays.
        """


MIGRATIONS = "schema_migration"
