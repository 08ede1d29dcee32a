"""The newest head signed, kept beside the database: what no restored backup makes forget (LOG-07).

One small file for each log in the data folder. It is written before the database learns of the
head, so that a crash between the two leaves a head that the next one still agrees with.
"""

from __future__ import annotations

import os
from pathlib import Path

from temoin.core.checkpoint import Checkpoint, parse_checkpoint
from temoin.core.note import parse_note


class RememberedHeads:
    """The files of one installation."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "heads"

    def head(self, name: str) -> Checkpoint | None:
        """The newest head of this log that was ever signed here, None before the first."""
        try:
            note = parse_note((self._folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return parse_checkpoint(note.text) if note else None

    def keep(self, name: str, note: str) -> None:
        """Replace the head; on disk when this returns."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f".{name}.{os.getpid()}"
        with fresh.open("w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._folder / name)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def forget(self, name: str) -> None:
        """Keep nothing of a log that ended."""
        (self._folder / name).unlink(missing_ok=True)
