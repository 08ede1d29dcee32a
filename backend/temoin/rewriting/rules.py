"""The site's rules: read from a file or the service, kept fresh, strict until there are any."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import msgspec

from temoin.core.errors import InvalidInput, NotFound, Unavailable
from temoin.core.hosts import Rules
from temoin.core.origin import host_of

FRESH_S = 300
_RETRY_S = 30
_TIMEOUT_S = 5
_MAX_BYTES = 5_000_000
_log = logging.getLogger(__name__)


class Service(msgspec.Struct, frozen=True):
    """A vendor with the addresses by which it is known."""

    key: str
    purpose: str
    hosts: list[str]
    name: str = ""


class RulesDocument(msgspec.Struct, frozen=True):
    """`rules.json`, as the document of public names describes it."""

    own: list[str]
    free: list[str]
    services: list[Service]
    automatic: bool = True
    unknown: str = "marketing"

    def ready(self) -> Rules:
        """The same, ready to be asked."""
        return Rules(msgspec.to_builtins(self))


def rules_url(service: str, key: str) -> str:
    """Where a service says the rules of one of its sites."""
    return f"{service.rstrip('/')}/t/{key}/rules.json"


def guard_url(service: str, key: str) -> str:
    """Where a service has the guard of one of its sites."""
    return f"{service.rstrip('/')}/t/{key}/guard.js"


def read_rules(place: str) -> RulesDocument:
    """The rules from a file or an http(s) address.

    Raises NotFound, Unavailable (the service does not answer) or InvalidInput (no rules).
    """
    data = fetch(place) if host_of(place) else _read(place)
    try:
        return msgspec.json.decode(data, type=RulesDocument)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{place} holds no rules: {error}") from error


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise NotFound(f"{path} cannot be read: {error.strerror}") from error


def fetch(url: str) -> bytes:
    """What the service answers. Raises Unavailable, or InvalidInput for more than rules are."""
    try:
        with urlopen(url, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - host_of takes http(s) only
            data: bytes = answer.read(_MAX_BYTES + 1)
    except HTTPError as error:
        error.close()
        raise Unavailable(f"{url} answers {error.code}: {error.reason}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise Unavailable(f"{url} does not answer: {error}") from error
    if len(data) > _MAX_BYTES:
        raise InvalidInput(f"{url} is larger than rules are")
    return data


class FreshRules:
    """Rules that are read again in the background; the last good ones stay in use.

    Until there were any, everything of others is held as `marketing`: unknown means refuse.
    """

    def __init__(self, place: str, now_s: Callable[[], float] = time.monotonic) -> None:
        self._place = place
        self._now_s = now_s
        self._lock = threading.Lock()
        self._rules: Rules | None = None
        self._next_s = 0.0
        self._refresh()

    def current(self, own: str) -> Rules:
        """The rules in use; `own` is the page's own host, which only strict rules need."""
        if self._now_s() >= self._next_s and self._lock.acquire(blocking=False):
            threading.Thread(target=self._refresh_and_release, daemon=True).start()
        return self._rules or self._strict(own)

    def _strict(self, own: str) -> Rules:
        free = [host for host in (host_of(self._place),) if host]
        return RulesDocument(own=[own], free=free, services=[]).ready()

    def _refresh_and_release(self) -> None:
        try:
            self._refresh()
        finally:
            self._lock.release()

    def _refresh(self) -> None:
        try:
            self._rules = read_rules(self._place).ready()
        except (InvalidInput, NotFound, Unavailable) as error:
            _log.warning("the rules in use stay: %s", error.what)
        self._next_s = self._now_s() + (FRESH_S if self._rules else _RETRY_S)
