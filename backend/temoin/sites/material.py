"""What a choice is about: when that changes, a choice made before no longer answers it (CNIL-12).

Wording, look and languages are no part of it, nor are domains unless one choice is for all of them.
Leaving a purpose, a recipient or a domain out asks nobody again, because whoever agreed to more
agreed to what is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from temoin.core.origin import without_www
from temoin.purposes.facts import in_banner


def is_material_change(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether the new document asks for anything that a choice under the old one did not cover."""
    return not _material(new) <= _material(old)


def _material(document: Mapping[str, Any]) -> set[tuple[str, ...]]:
    """The controller, purposes, whether their data are sensitive, who receives them, and where.

    A recipient's name is wording as long as its controller is named.
    """
    controller = document["controller"]["name"]
    # A purpose always has a key, so this is none of them.
    found: set[tuple[str, ...]] = {("", controller)} if controller else set()
    if document["shared_choice"]:
        found.update(("domain", name) for name in without_www(document["domains"]))
    for purpose in in_banner(document["purposes"]):
        found.add((purpose["key"], "sensitive" if purpose["sensitive"] else ""))
        for vendor in purpose["vendors"]:
            who = vendor["controller"] or vendor["name"]
            found.add((purpose["key"], vendor["key"], who))
    return found | _standard(document)


def _standard(document: Mapping[str, Any]) -> set[tuple[str, ...]]:
    """What IAB Europe's framework asks for beside: its purposes and features, and its vendors.

    Without it nothing: a number alone shows and asks nothing.
    """
    tcf = document["frameworks"]["tcf"]
    if not tcf["cmp_id"]:
        return set()
    found: set[tuple[str, ...]] = {("", "tcf", "", "")}
    for kind in ("purposes", "special_features"):
        for key, numbers in tcf[kind].items():
            found.update((key, "tcf", kind, str(number)) for number in numbers)
    for purpose in in_banner(document["purposes"]):
        found.update(
            (purpose["key"], "gvl", vendor["key"], str(vendor["gvl"]))
            for vendor in purpose["vendors"]
            if vendor["gvl"]
        )
    return found
