"""A static site's pages rewritten in place."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from temoin.core.hosts import Rules
from temoin.rewriting.address import target
from temoin.rewriting.holding import Held
from temoin.rewriting.marking import rewrite


class Page(NamedTuple):
    """What became of one file; `html` is what it shall hold, None when it stays."""

    path: Path
    html: bytes | None
    held: list[Held]
    left: list[Held]


def plan(folder: Path, rules: Rules) -> Iterator[Page]:
    """Every page below the folder, in order; links are not followed. Raises OSError."""
    for path in sorted(folder.rglob("*.html")):
        if path.is_file() and not path.is_symlink():
            before = path.read_bytes()
            after, held, left = rewrite(before, rules)
            yield Page(path, after if after != before else None, held, left)


def replace(path: Path, html: bytes) -> None:
    """Writes the file; a reader sees the old or the new one, never a part. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(html)
        shutil.copymode(path, name)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class Line(NamedTuple):
    """One vendor in the summary: how many tags on how many pages."""

    vendor: str
    purpose: str
    tags: int
    pages: int


def summary(found: Iterable[list[Held]], names: dict[str, str]) -> list[Line]:
    """Vendors by number of tags; those whom nobody named stand under the host of the address."""
    tags: Counter[tuple[str, str]] = Counter()
    pages: Counter[tuple[str, str]] = Counter()
    for held in found:
        who = [(_who(one, names), one.purpose) for one in held]
        tags.update(who)
        pages.update(set(who))
    return [Line(*who, count, pages[who]) for who, count in tags.most_common()]


def _who(held: Held, names: dict[str, str]) -> str:
    where = target(held.url)
    return names.get(held.vendor) or held.vendor or (where.host if where else "") or held.url
