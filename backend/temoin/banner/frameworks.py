"""What the advertising industry's frameworks need on a site's pages, where they are on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec.structs import fields

from temoin.banner.texts import wordings
from temoin.banner.vendorlist import Kept, Vendor, Wordings
from temoin.sites.published import PublishedSite

UNREGISTERED = 1  # what the platform's US sections take without a registered consent platform
# Purposes to which the framework lets vendors claim a legitimate interest.
CLAIMABLE = (2, 7, 8, 9, 10, 11)


def has_tcf(site: PublishedSite) -> bool:
    """Whether the owner named a registered consent platform (TCF-01)."""
    return bool(site.document.raw["frameworks"]["tcf"]["cmp_id"])


def gpp_config(site: PublishedSite) -> dict[str, Any] | None:
    """What `gpp.js` needs; None for a site without sections."""
    frameworks = site.document.raw["frameworks"]
    sections = [name for name in ("usnat", "usca") if name in frameworks["gpp"]["sections"]]
    if not sections:
        return None
    return {
        "cmp": frameworks["tcf"]["cmp_id"] or UNREGISTERED,
        "sections": sections,
        "sold": [one["key"] for one in site.document.asked if one["sold"]],
    }


def tcf_config(site: PublishedSite, language: str, kept: Kept) -> dict[str, Any]:
    """What `tcf.js` needs, in one language; numbers of vendors ascend, as its encoder wants."""
    tcf = site.document.raw["frameworks"]["tcf"]
    shown = sorted(_shown(site, kept), key=lambda entry: entry[0].id)
    vendors = {vendor.id: vendor for vendor, _, _ in shown}
    return {
        "cmp": tcf["cmp_id"],
        "version": tcf["cmp_version"],
        "country": tcf["country"],
        "lang": language,
        "list": kept.list.vendor_list_version,
        "policy": kept.list.tcf_policy_version,
        "since": kept.since,
        "purposes": _of(tcf["purposes"], site),
        "features": _of(tcf["special_features"], site),
        "vendors": [
            {"id": vendor.id, "purpose": purpose, "key": key} for vendor, purpose, key in shown
        ],
        "special": [number for number, vendor in vendors.items() if _is_special(vendor)],
        "restrictions": _restrictions(vendors),
        "vendor_list": f"gvl.json?l={language}&v={kept.list.vendor_list_version}-{site.number}",
        "texts": {
            **wordings(language)["frameworks"],
            "policy": wordings(language)["panel"]["policy"],
        },
    }


def narrowed_list(site: PublishedSite, language: str, kept: Kept) -> bytes:
    """The vendor list with the site's vendors alone, and its texts in this language."""
    numbers = {str(vendor.id) for vendor, _, _ in _shown(site, kept)}
    said = kept.wordings(language)
    content = {
        **{field.encode_name: getattr(said, field.name) for field in fields(Wordings)},
        "stacks": kept.list.stacks,
        "gvlSpecificationVersion": kept.list.gvl_specification_version,
        "vendorListVersion": kept.list.vendor_list_version,
        "tcfPolicyVersion": kept.list.tcf_policy_version,
        "lastUpdated": kept.list.last_updated,
        "vendors": {key: raw for key, raw in kept.list.vendors.items() if key in numbers},
    }
    return msgspec.json.encode(content)


def standard_names(site: PublishedSite, language: str, kept: Kept, key: str) -> list[str]:
    """The framework's names of what a purpose of the site covers (TCF-11)."""
    said = kept.wordings(language).purposes
    numbers = site.document.raw["frameworks"]["tcf"]["purposes"].get(key, [])
    return [said[str(number)].name for number in numbers if str(number) in said]


def _shown(site: PublishedSite, kept: Kept) -> Iterator[tuple[Vendor, str, str]]:
    """Recipients that are on the list, with their purpose and key."""
    for purpose in site.document.asked:
        for recipient in purpose["vendors"]:
            vendor = kept.vendor(recipient["gvl"]) if recipient["gvl"] else None
            if vendor is not None:
                yield vendor, purpose["key"], recipient["key"]


def _of(mapping: dict[str, list[int]], site: PublishedSite) -> dict[str, list[int]]:
    """The mapping without purposes that the site does not have."""
    return {key: sorted(set(ids)) for key, ids in mapping.items() if key in site.offer.purposes}


def _is_special(vendor: Vendor) -> bool:
    """Whether it has special purposes alone: nothing to consent to, told all the same."""
    return bool(vendor.special_purposes) and not vendor.purposes and not vendor.leg_int_purposes


def _restrictions(vendors: dict[int, Vendor]) -> list[tuple[int, list[int]]]:
    """Legitimate interest is never claimed: vendors that would must have consent instead."""
    claims = (
        (purpose, [n for n, vendor in vendors.items() if purpose in vendor.leg_int_purposes])
        for purpose in CLAIMABLE
    )
    return [(purpose, numbers) for purpose, numbers in claims if numbers]
