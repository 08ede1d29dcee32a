"""Whose an address is: host entries, and what a site lets through or holds back.

An entry is `host`, `*.host` (its subdomains, not the host itself), or either with the beginning of
a path (`host/path`). The longest entry wins, the `*` not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from temoin.core.errors import InvalidInput
from temoin.core.origin import clean_domain

Value = TypeVar("Value")
_NOT_IN_A_PATH = frozenset("?#\\\"'<>`{}|^*")


def clean_entry(text: str) -> str:
    """The entry with its host in lower case. Raises InvalidInput for what is no entry."""
    host, slash, path = text.strip().partition("/")
    wildcard = "*." if host.startswith("*.") else ""
    domain = clean_domain(host.removeprefix("*."))
    if any(char <= " " or char > "~" or char in _NOT_IN_A_PATH for char in path):
        raise InvalidInput(f"{text!r} is not a host with the beginning of a path")
    return wildcard + domain + (slash + path if path else "")


class HostMap(Generic[Value]):
    """Values by host entry; of two equal entries the first counts."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        self._by_host: dict[str, dict[str, Value]] = {}
        for entry, value in entries:
            host, slash, path = entry.partition("/")
            self._by_host.setdefault(host, {}).setdefault(slash + path, value)

    def find(self, host: str, path: str = "/") -> Value | None:
        """The value of the longest entry that fits this host (a port is optional) and path."""
        best: tuple[int, Value] | None = None
        for pattern in _patterns(host):
            for prefix, value in self._by_host.get(pattern, {}).items():
                # Exact hosts come first and win over a subdomain's entry of the same length.
                length = len(pattern.removeprefix("*")) + len(prefix)
                if path.startswith(prefix) and (best is None or length > best[0]):
                    best = length, value
        return best[1] if best else None


class Rule(NamedTuple):
    """Under what an address is held: `vendor` is empty when nobody named it."""

    purpose: str
    vendor: str

    @property
    def mark(self) -> str:
        """The value of `data-temoin`."""
        return f"{self.purpose}:{self.vendor}" if self.vendor else self.purpose


class Rules:
    """What `/t/<key>/rules.json` says, ready to be asked."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        own, free = raw["own"], raw["free"]
        self._unknown = Rule(raw["unknown"], "") if raw["unknown"] else None
        self._is_automatic: bool = raw["automatic"]
        self._own = HostMap([entry for host in own for entry in ((host, 1), (f"*.{host}", 1))])
        named = [
            (entry, Rule(service["purpose"], service["key"]))
            for service in raw["services"]
            for entry in service["hosts"]
        ]
        self._others: HostMap[Rule | bool] = HostMap([*named, *((entry, True) for entry in free)])

    def held(self, host: str, path: str = "/") -> Rule | None:
        """The rule that holds this address back, None when it may load."""
        if not self._is_automatic or self._own.find(host, path):
            return None
        found = self._others.find(host, path)
        return found if isinstance(found, Rule) else None if found else self._unknown


def _patterns(host: str) -> Iterable[str]:
    """Every way in which an entry may name this host."""
    with_port = host.lower().rstrip(".")
    name = with_port.partition(":")[0] if not with_port.startswith("[") else with_port
    hosts = dict.fromkeys((with_port, name))
    yield from hosts
    for each in hosts:
        rest = each
        while "." in rest:
            rest = rest.partition(".")[2]
            yield f"*.{rest}"
