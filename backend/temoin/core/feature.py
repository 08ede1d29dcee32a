"""The manifest by which a feature folder registers itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from temoin.core.retention import PurgeReport, Retention

# Called once with (services, published sites); gives the coroutine that answers a native request.
DoorFactory = Callable[[Any, Any], Callable[[Any], Awaitable[Any]]]


# Called with (services, published sites, the time in ms); gives a short result for the operator.
JobRun = Callable[[Any, Any, int], str | None]


@dataclass(frozen=True, slots=True)
class Job:
    """Something that the service does by itself, every `every_s` seconds, in one process at a time.

    `run` writes in small transactions, may be killed between any two of them, and ends soon after
    `services.is_stopping` is set. Should its process be stopped for a minute and go on later,
    another one may have begun the same: what it does must bear that. An error that it raises is
    shown to the operator, so it names nobody.
    """

    name: str
    every_s: int
    run: JobRun


# (site id, site key, references) gives the statements of those that are still there.
Statements = Callable[[int, str, Sequence[bytes]], Mapping[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class LeafKind:
    """What a feature puts into the transparency log, and how to hold the log against its tables.

    `statements` rebuilds what leaves commit to; `unlogged` counts a site's rows without a leaf.
    """

    kind: str
    statements: Statements
    unlogged: Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that needs a person: a text of the feature's wording with its places."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Export:
    """What `temoin export KEY --what <what>` writes: text in one of the formats.

    `write(site, format, language)` gives it in parts.
    """

    what: str
    formats: tuple[str, ...]
    write: Callable[[Any, str, str], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Feature:
    """What a feature adds to the service; `features.py` lists the manifests in order.

    `register(app, services, sites)` adds Flask routes, `tables` are the models it owns,
    `posts` are native doors for POST on an exact path, `gets` for GET and HEAD below a prefix,
    `commands` are click commands or groups for the command line; the object of their context makes
    the services, with the database up to date. `wording` is the folder of the feature's texts
    (`en.json`, `fr.json`, …; flat keys) for pages. `jobs` run by themselves while the service does.
    `leaves` are the kinds of leaves that the feature adds to the transparency log.
    `retention` says for each of the tables how long its rows are kept. `after_purge(services,
    report)` is called after each purge; after one that was cut off maybe twice, with the same
    `report.started_at`. `alarms(services)` are shown first in the dashboard.
    `exports` are what `temoin export` takes out of a site.
    """

    name: str
    register: Callable[[Any, Any, Any], None] | None = None
    tables: tuple[type, ...] = ()
    posts: tuple[tuple[str, DoorFactory], ...] = ()
    gets: tuple[tuple[str, DoorFactory], ...] = ()
    commands: tuple[Any, ...] = ()
    wording: Path | None = None
    jobs: tuple[Job, ...] = ()
    leaves: tuple[LeafKind, ...] = ()
    retention: tuple[Retention, ...] = ()
    after_purge: Callable[[Any, PurgeReport], None] | None = None
    alarms: Callable[[Any], tuple[Alarm, ...]] | None = None
    exports: tuple[Export, ...] = ()
