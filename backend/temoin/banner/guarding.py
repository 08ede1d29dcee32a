"""`guard.js`: code that holds third-party requests in the page, with the site's rules inside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from temoin.banner.composing import built
from temoin.banner.rules import rules_of
from temoin.banner.signals import interfaces_of
from temoin.sites.published import PublishedSite

# The guard puts the kind before an address: tag and relation, for requests by script neither.
_LINKS = "link.*(?:pre|dns|style).*"
_LISTED = f"(?:(?:script|iframe|img)?undefined|{_LINKS})"
# Of hosts that nobody named, images load, and so does what scripts of the page ask for.
_UNKNOWN = f"(?:(?:script|iframe)undefined|{_LINKS})"
_START = "https?://(?:[^/]*@)?"
_END = r"\.?(?::\d+)?/"
_OFF = b"/* temoin: automatic blocking is off */"
_CHOICE = (
    r'(c=>/&revision=(\d+)/.exec(c)?.[1]>=%d&&!/&regime=/.test(c)?c:"")'
    r"(/eu-consent=\S*/.exec(document.cookie)?.[0])"
)
_Entries = Iterable[tuple[str, str]]


class Group(NamedTuple):
    """Addresses under one mark, as a regular expression; those under '' may always load."""

    pattern: str
    mark: str


def guard(site: PublishedSite, base_url: str) -> bytes:
    """The script behind `/t/<key>/guard.js`.

    It begins and ends with a line end, as WordPress writes inline scripts, so that both have one
    hash.
    """
    rules = rules_of(site, base_url)
    parts = []
    if "google" in interfaces_of(site):
        parts.append(b"(()=>{" + built("defaults.js") + b"})();")
    if rules["automatic"]:
        purposes = site.document.asked
        declared = {vendor["key"] for purpose in purposes for vendor in purpose["vendors"]}
        parts.append(guard_code(rules, declared, site.asked_since))
    else:
        parts.append(_OFF)
    return b"\n" + b"\n".join(parts) + b"\n"


def guard_code(rules: dict[str, Any], declared: set[str], asked_since: int = 0) -> bytes:
    """The guard alone, with these rules.

    Of a stored choice it heeds what the banner would: not one that is older than what is asked now,
    nor one made where purposes ran unasked, which is no consent elsewhere.
    """
    known = _function(groups(rules, declared)).encode()
    return (
        b"(()=>{const $T=" + known + f",$C={_CHOICE % asked_since};".encode()
        + built("guard.js") + b"})();"
    )  # fmt: skip


def groups(rules: dict[str, Any], declared: set[str]) -> list[Group]:
    """The rules in such an order that the first one that fits counts.

    Only recipients that the visitor can choose (`declared`) have a mark of their own; for the
    others their purpose decides.
    """
    entries: dict[str, str] = {}
    for one in rules["services"]:
        chosen = one["key"] in declared
        mark = f"{one['purpose']}:{one['key']}" if chosen else one["purpose"]
        for entry in one["hosts"]:
            entries.setdefault(entry, mark)
    for entry in rules["free"]:
        entries.setdefault(entry, "")
    own = [(entry, "") for host in rules["own"] for entry in (host, f"*.{host}")]
    found = [*_grouped(own), *_grouped(entries.items())]
    ready = [Group(f"^{_LISTED}{_START}(?:{_any_of(group)})", mark) for mark, group in found]
    if rules["unknown"]:
        ready.append(Group(f"^{_UNKNOWN}{_START}", rules["unknown"]))
    return ready


def _grouped(entries: _Entries) -> list[tuple[str, list[str]]]:
    """Entries of one mark together, but none before a longer one of another mark near it."""
    found: list[tuple[str, list[str]]] = []
    at_host: dict[str, dict[str, int]] = {}
    below: dict[str, dict[str, int]] = {}
    for entry, mark in sorted(entries, key=_length, reverse=True):
        host, *parents = _hosts_above(entry)
        near = [below.get(host, {}), *(at_host.get(parent, {}) for parent in parents)]
        others = [at for marks in near for other, at in marks.items() if other != mark]
        first = max(others, default=-1) + 1
        at = next((n for n in range(first, len(found)) if found[n][0] == mark), len(found))
        if at == len(found):
            found.append((mark, []))
        found[at][1].append(entry)
        for known in (
            at_host.setdefault(host, {}),
            *(below.setdefault(h, {}) for h in (host, *parents)),
        ):
            known[mark] = max(known.get(mark, -1), at)
    return found


def _length(item: tuple[str, str]) -> tuple[int, bool]:
    """As `temoin.core.hosts` counts: of two equal ones that without a star comes first."""
    return len(item[0].removeprefix("*")), not item[0].startswith("*")


def _hosts_above(entry: str) -> list[str]:
    """The host of an entry, then those of which it is a subdomain."""
    labels = entry.partition("/")[0].removeprefix("*.").split(".")
    return [".".join(labels[at:]) for at in range(len(labels))]


def _any_of(entries: list[str]) -> str:
    """Entries of one kind share what is the same: browsers would look for it again for each."""
    hosts = sorted(entry for entry in entries if "/" not in entry)
    paths = sorted(entry for entry in entries if "/" in entry)
    parts = []
    for start, kind in (("", ""), ("[^/]+\\.", "*.")):
        whole = [re.escape(one[len(kind) :]) for one in hosts if one.startswith("*.") == bool(kind)]
        begun = [_begun(one[len(kind) :]) for one in paths if one.startswith("*.") == bool(kind)]
        if whole:
            begun.append(f"(?:{'|'.join(whole)}){_END}")
        if begun:
            parts.append(f"{start}(?:{'|'.join(begun)})")
    return "|".join(parts)


def _begun(entry: str) -> str:
    host, _, path = entry.partition("/")
    return f"{re.escape(host)}{_END}{re.escape(path)}"


def _function(ready: list[Group]) -> str:
    """The same in JavaScript: an address after its kind gives its mark."""
    tests = "".join(
        f'/{one.pattern.replace("/", chr(92) + "/")}/.test(a)?"{one.mark}":' for one in ready
    )
    return f'a=>{tests}""'
