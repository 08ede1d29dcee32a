"""Where two documents of a site differ: one entry for each difference, whatever field it is in.

Nothing is known here of the fields but how entries of a list are told apart, so a field of tomorrow
is compared too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# What names an entry of these lists; those of any other are named by their place, from 1.
NAMED_BY = {
    "purposes": ("key",),
    "vendors": ("key",),
    "arms": ("key",),
    "cookies": ("name", "kind"),
    "transfers": ("country",),
    "partners": ("name",),
}
Path = tuple[str, ...]


class What(StrEnum):
    """What became of a place in the document."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `path` are the names of fields, keys and languages down to the place.

    `old` and `new` are the values there, None where there is none; of an order that changed, the
    entries that both have.
    """

    what: What
    path: Path
    old: Any = None
    new: Any = None


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Every difference of two documents, in the order of the new one."""
    return list(_mappings((), old, new))


def _values(path: Path, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _mappings(path, old, new)
    elif isinstance(old, list) and isinstance(new, list):
        has_entries = any(isinstance(one, Mapping | list) for one in (*old, *new))
        yield from (_entries if has_entries else _plain)(path, old, new)
    elif old != new:
        yield Change(What.CHANGED, path, old, new)


def _mappings(path: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in {**new, **old}:
        if name not in new:
            yield Change(What.REMOVED, (*path, name), old=old[name])
        elif name not in old:
            yield Change(What.ADDED, (*path, name), new=new[name])
        else:
            yield from _values((*path, name), old[name], new[name])


def _entries(path: Path, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    before, after = _named(path, old), _named(path, new)
    yield from _mappings(path, before, after)
    yield from _order(path, list(before), list(after))


def _plain(path: Path, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    added, removed = Counter(new) - Counter(old), Counter(old) - Counter(new)
    yield from (Change(What.ADDED, path, new=one) for one in added.elements())
    yield from (Change(What.REMOVED, path, old=one) for one in removed.elements())
    yield from _order(path, old, new)


def _order(path: Path, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    before, after = [one for one in old if one in new], [one for one in new if one in old]
    if before != after and Counter(before) == Counter(after):
        yield Change(What.REORDERED, path, before, after)


def _named(path: Path, entries: Sequence[Any]) -> dict[str, Any]:
    """Entries by name; where two have the same, the later ones are counted."""
    fields = NAMED_BY.get(path[-1], ())
    named: dict[str, Any] = {}
    for place, entry in enumerate(entries, 1):
        parts = entry if isinstance(entry, Mapping) else {}
        name = " ".join(str(parts[part]) for part in fields if part in parts) or str(place)
        number = 1
        while (free := name if number == 1 else f"{name} ({number})") in named:
            number += 1
        named[free] = entry
    return named
