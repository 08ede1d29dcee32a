"""The manifest by which a feature folder registers itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Called once with (services, published sites); gives the coroutine that answers a native request.
DoorFactory = Callable[[Any, Any], Callable[[Any], Awaitable[Any]]]


@dataclass(frozen=True, slots=True)
class Feature:
    """What a feature adds to the service; `features.py` lists the manifests in order.

    `register(app, services, sites)` adds Flask routes, `tables` are the models it owns,
    `posts` are native doors for POST on an exact path, `gets` for GET and HEAD below a prefix,
    `commands` are click commands or groups for the command line, `wording` is the folder of the
    feature's texts (`en.json`, `fr.json`, …; flat keys) for pages.
    """

    name: str
    register: Callable[[Any, Any, Any], None] | None = None
    tables: tuple[type, ...] = ()
    posts: tuple[tuple[str, DoorFactory], ...] = ()
    gets: tuple[tuple[str, DoorFactory], ...] = ()
    commands: tuple[Any, ...] = ()
    wording: Path | None = None
