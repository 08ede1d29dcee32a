"""Which law a visitor falls under, and what it lets a site do before anybody chose.

The packs themselves are data with dates and sources (`sites/regimes.json`). What is not known
leads to the strictest of them, and a site's owner can only be stricter (JUR-01 to JUR-10).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Mode(StrEnum):
    """Whether purposes wait for the visitor or run until the visitor objects; strictest first."""

    OPT_IN = "opt-in"
    OPT_OUT = "opt-out"
    NONE = "none"


_ORDER = tuple(Mode)


@dataclass(frozen=True, slots=True)
class Pack:
    """What a law asks for.

    `regions` narrows the pack to parts of its countries: names by the second half of the ISO
    3166-2 code. `may_run` are purposes that may run before a choice although the rest waits, if
    the owner says that the law's exception covers them. `has_limit`: purposes with sensitive data
    run until they are limited; without it they wait. `is_signal_binding`: the law itself asks to
    honour an opt-out signal. `has_cross`: it wants a way to close the banner that leaves all off
    and counts for as long as a choice (JUR-03). `measuring` are countries where a site may measure
    its own audience without consent. `child_ages` differ from `child_age`, from which a child
    decides alone.
    """

    key: str
    mode: Mode
    countries: frozenset[str]
    as_of: str
    sources: tuple[str, ...]
    choice_days: int
    regions: Mapping[str, str] = field(default_factory=dict)
    may_run: frozenset[str] = frozenset()
    has_limit: bool = False
    is_signal_binding: bool = False
    has_cross: bool = False
    measuring: frozenset[str] = frozenset()
    child_age: int = 16
    child_ages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Purpose:
    """A site's purpose: whether its data are sold or shared for advertising, and sensitive."""

    key: str
    is_sold: bool
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class Regime:
    """A pack as it applies on one site.

    `running` are the purposes that run before a choice, `limited` those of them with sensitive
    data; `sold` are the purposes that an opt-out signal turns off. `has_cross`: see `Pack`.
    """

    key: str
    mode: Mode
    choice_days: int
    running: tuple[str, ...] = ()
    sold: tuple[str, ...] = ()
    limited: tuple[str, ...] = ()
    has_cross: bool = False

    @property
    def waits(self) -> bool:
        """Whether everything waits for the visitor."""
        return self.mode is Mode.OPT_IN and not self.running

    @property
    def strictness(self) -> tuple[int, int]:
        """Sorts the strictest first."""
        return _ORDER.index(self.mode), len(self.running)


def looser(pack: Pack, mode: Mode, runs: Iterable[str]) -> str | None:
    """Why an owner must not choose this where the pack applies; None when it is as strict."""
    if _ORDER.index(mode) < _ORDER.index(pack.mode):
        return None if not list(runs) else "where the site asks first, nothing runs before"
    if mode is not pack.mode:
        return f"looser than the law there, which is {pack.mode.value}"
    wrong = sorted(set(runs) - pack.may_run)
    if wrong:
        allowed = ", ".join(sorted(pack.may_run)) or "none"
        return f"{wrong[0]!r} may not run without asking there; purposes that may: {allowed}"
    return None


def on_site(pack: Pack, mode: Mode, runs: Collection[str], purposes: Iterable[Purpose]) -> Regime:
    """A pack on a site with these purposes, as the owner set it."""
    listed = tuple(purposes)
    running = [
        one
        for one in listed
        if (one.key in runs if mode is Mode.OPT_IN else True)
        and (pack.has_limit or not one.is_sensitive)
    ]
    return Regime(
        key=pack.key,
        mode=mode,
        choice_days=pack.choice_days,
        running=tuple(one.key for one in running),
        sold=tuple(one.key for one in listed if one.is_sold),
        limited=tuple(one.key for one in running if one.is_sensitive),
        has_cross=pack.has_cross,
    )


class Atlas:
    """Packs by place."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._of: dict[str, list[Pack]] = {}
        self._parts: dict[tuple[str, str], Pack] = {}
        for pack in packs:
            for country in pack.countries:
                self._of.setdefault(country, []).append(pack)
                for name in (*pack.regions, *pack.regions.values()):
                    self._parts[country, _folded(name)] = pack

    def packs_at(self, country: str | None, region: str | None) -> list[Pack]:
        """The pack of a place; all of its country when the region tells nothing; else none."""
        if country is None:
            return []
        found = self._parts.get((country, _folded(region))) if region else None
        return [found] if found else self._of.get(country, [])


class SiteRegimes:
    """The regimes of one site; where the owner chose nothing the strictest applies."""

    def __init__(self, atlas: Atlas, strictest: Regime, chosen: Iterable[Regime]) -> None:
        self.strictest = strictest
        self._atlas = atlas
        self._chosen = {regime.key: regime for regime in chosen}

    @property
    def is_one(self) -> bool:
        """Whether every visitor has the same regime."""
        return not self._chosen

    def named(self, key: str | None) -> Regime:
        """The regime of a pack's key."""
        return self._chosen.get(key or "", self.strictest)

    def at(self, country: str | None, region: str | None) -> Regime:
        """The regime of a place: the strictest of those that may apply there."""
        candidates = self._atlas.packs_at(country, region)
        regimes = [self._chosen.get(pack.key, self.strictest) for pack in candidates]
        return min(regimes, key=lambda one: one.strictness, default=self.strictest)


def _folded(name: str) -> str:
    """`quebec` for `Québec`: databases spell regions with and without accents."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char)).strip()
