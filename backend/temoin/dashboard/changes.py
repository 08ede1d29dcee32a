"""The differences of two documents in the reader's words: where, and what is there now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from temoin.dashboard.formatting import UNKNOWN, country, language_name
from temoin.purposes.vocabulary import name_of
from temoin.sites.differing import NAMED_BY, Change, What, differences
from temoin.web.wording import page_language, t

Document = Mapping[str, Any]
# Names below these fields are keys, of so many levels; all other names are fields.
KEYED = {
    **dict.fromkeys(NAMED_BY, 1),
    **dict.fromkeys(("policy_url", "texts", "title", "text", "detail", "interest"), 1),
    **dict.fromkeys(("mandatory", "automated", "source", "reason", "agreed"), 1),
    **dict.fromkeys(("regimes", "special_features"), 1),
    "own": 2,
}
STEP = " / "
# Fields whose values are words of a shipped list; `known` is named by the field around it.
TERMS = {"basis": "bases", "safeguard": "safeguards", "category": "exemptions"}


@dataclass(frozen=True, slots=True)
class Told:
    """One difference: where and what it is, and what stood and stands there; empty is nothing."""

    what: What
    place: str
    old: str
    new: str


def changes(old: Document, new: Document) -> list[Told]:
    """One entry for each difference; empty when there is none."""
    words = _Words(old, new)
    return [words.tell(change) for change in differences(old, new)]


def title_of(purpose: Document) -> str:
    """A purpose's title in the reader's language, else in any, else its key."""
    titles: Mapping[str, str] = purpose.get("title") or {}
    return titles.get(page_language()) or next(iter(titles.values()), purpose["key"])


class _Words:
    """Names of what the two documents hold, the newer one's first."""

    def __init__(self, old: Document, new: Document) -> None:
        purposes = [*old["purposes"], *new["purposes"]]
        titles = {purpose["key"]: title_of(purpose) for purpose in purposes}
        vendors = {one["key"]: one["name"] for purpose in purposes for one in purpose["vendors"]}
        self._names: dict[str, Callable[[str], str]] = {
            "purposes": lambda key: titles.get(key, key),
            "special_features": lambda key: titles.get(key, key),
            "runs": lambda key: titles.get(key, key),
            "unknown": lambda key: titles.get(key, key),
            "vendors": lambda key: vendors.get(key, key),
            "regimes": lambda key: _word(f"regimes.pack.{key}") or key,
            "languages": language_name,
            "country": country,
            "authority": country,
            "transfers": country,
            **dict.fromkeys(("arms", "cookies", "partners", "own"), str),
        }

    def tell(self, change: Change) -> Told:
        crumbs = list(self._crumbs(change.path))
        field, parent = crumbs[-1].field, crumbs[-1].parent
        is_entry = field in NAMED_BY and isinstance(change.old or change.new, Mapping)
        if crumbs[-1].is_key and is_entry:
            name, place = crumbs[-1].label, crumbs[:-1]
            old, new = ("", name) if change.what is What.ADDED else (name, "")
        else:
            old, new = (self._said(one, field, parent) for one in (change.old, change.new))
            place = crumbs
        return Told(change.what, STEP.join(crumb.label for crumb in place), old, new)

    def _crumbs(self, path: tuple[str, ...]) -> Iterator[_Crumb]:
        field, parent, keys = "", "", 0
        for name in path:
            if keys:
                keys -= 1
                is_language = field == "own" and keys == 0
                label = language_name(name) if is_language else self._named(field, name)
                yield _Crumb(label, field, parent, is_key=True)
            else:
                field, parent = name, field
                keys = KEYED.get(name, 0)
                yield _Crumb(_label(parent, name), field, parent)

    def _named(self, field: str, key: str) -> str:
        return self._names.get(field, language_name)(key)

    def _said(self, value: Any, field: str, parent: str) -> str:
        """A value in words; empty when there is none."""
        if value is None or value in ("", [], {}):
            return ""
        if isinstance(value, bool):
            return t("changes.yes" if value else "changes.no")
        if isinstance(value, Mapping):
            inner = ((name, self._said(one, name, field)) for name, one in value.items())
            return "; ".join(f"{_label(field, name)}: {said or UNKNOWN}" for name, said in inner)
        if isinstance(value, list):
            return ", ".join(self._said(one, field, parent) or UNKNOWN for one in value)
        kind = parent if field == "known" else TERMS.get(field)
        if kind:
            return name_of(kind, str(value), page_language())
        name = self._names.get(field, str)
        return (
            _word(f"edit.theme_{field}.{value}")
            or _word(f"regimes.{field}.{value}")
            or _word(f"value.{field}.{value}")
            or name(str(value))
        )


@dataclass(frozen=True, slots=True)
class _Crumb:
    """One step down: `field` is the nearest field, of which a key is a key."""

    label: str
    field: str
    parent: str
    is_key: bool = False


def _label(parent: str, name: str) -> str:
    """What a field is called; a field that has no name yet is called as the document does."""
    return (
        _word(f"field.{parent}.{name}")
        or _word(f"field.{name}")
        or (_word(f"edit.text.{name}") if parent == "texts" else "")
        or name
    )


def _word(key: str) -> str:
    """The text of a key, empty when there is none."""
    try:
        return t(key)
    except KeyError:
        return ""
