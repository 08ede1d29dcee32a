"""Whether a service uses the data folder: told by a lock that ends with its process."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from temoin.core.errors import BadSettings, Conflict

FILE = "in-use.lock"


def mark_in_use(folder: Path) -> IO[bytes]:
    """Say so for as long as the file that this gives is open.

    Raises BadSettings while a restore is under way.
    """
    try:
        return _locked(folder, fcntl.LOCK_SH)
    except BlockingIOError:
        raise BadSettings("a restore is under way: start again when it is done") from None


@contextmanager
def kept_from_use(folder: Path) -> Iterator[None]:
    """Let no service start while the block runs. Raises Conflict while one runs."""
    try:
        file = _locked(folder, fcntl.LOCK_EX)
    except BlockingIOError:
        raise Conflict("the service is running: stop it first") from None
    with file:
        yield


def _locked(folder: Path, kind: int) -> IO[bytes]:
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / FILE).open("ab")
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise
    return file
