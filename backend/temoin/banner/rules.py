"""`rules.json`: which addresses are held back under which purpose, for whoever rewrites pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from temoin.catalogue import vendor, vendors
from temoin.core.origin import host_of, without_www
from temoin.sites.frameworks import is_any_on
from temoin.sites.published import PublishedSite

Service = dict[str, Any]


def rules(site: PublishedSite, base_url: str) -> bytes:
    """The rules of the published revision as JSON, the same for every visitor."""
    content = rules_of(site, base_url)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def rules_of(site: PublishedSite, base_url: str) -> dict[str, Any]:
    """The rules as `temoin.core.hosts.Rules` and the document of public names describe them."""
    document = site.document.raw
    declared = list(_declared(site.document.asked))
    keys = {service["key"] for service in declared}
    unknown = document["blocking"]["unknown"]
    return {
        "revision": site.number,
        "automatic": document["blocking"]["automatic"],
        "unknown": unknown,
        "waits": is_any_on(document["frameworks"]),
        "own": without_www(document["domains"]),
        "free": [*_service_itself(base_url), *_free(keys)],
        "services": [*declared, *_shipped(keys, site.offer.purposes, unknown)],
    }


def _declared(purposes: list[dict[str, Any]]) -> Iterator[Service]:
    for purpose in purposes:
        for named in purpose["vendors"]:
            known = vendor(named["key"])
            # One that was named without addresses still acts by those that are known of it.
            hosts = named["hosts"] or (known.hosts if known else ())
            yield {
                **_service(named["key"], named["name"], purpose["key"], hosts, named["policy"]),
                "cookies": [one["name"] for one in named["cookies"] if one["kind"] == "cookie"],
            }


def _shipped(keys: set[str], purposes: tuple[str, ...], unknown: str) -> Iterator[Service]:
    """Vendors that the site did not name, left out where it has no purpose to hold them under."""
    for one in vendors().values():
        purpose = one.purpose if one.purpose in purposes else unknown
        if one.key not in keys and not one.is_free and purpose:
            yield _service(one.key, one.name, purpose, one.hosts, one.policy)


def _service(key: str, name: str, purpose: str, hosts: Any, policy: str) -> Service:
    return {
        **{"key": key, "name": name, "purpose": purpose, "hosts": list(hosts), "policy": policy},
        "cookies": [],
    }


def _free(keys: set[str]) -> Iterator[str]:
    """Addresses of services that need no consent, unless the site asks for it."""
    for one in vendors().values():
        if one.is_free and one.key not in keys:
            yield from one.hosts


def _service_itself(base_url: str) -> Iterator[str]:
    """Where the banner comes from, which nobody may hold back."""
    host = host_of(base_url)
    if host:
        yield host
