"""The shipped catalogue of vendors: complete, well-formed, and no address claimed twice."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from scripts.list_vendors import DOCUMENT, page
from temoin import catalogue
from temoin.core.hosts import clean_entry
from temoin.core.origin import page_address
from temoin.sites.vendors import KINDS

VENDORS = catalogue.vendors()
PURPOSES = {"necessary", "preferences", "statistics", "marketing", "media"}
EMBEDS = {
    "youtube", "vimeo", "google-maps", "x", "instagram", "facebook", "spotify", "soundcloud",
    "calendly", "typeform", "hubspot", "dailymotion",
}  # fmt: skip

# What frameworks and site owners call their own cookies.
COMMON_NAMES = {
    "auth", "cart", "csrf", "csrftoken", "guest", "i18n", "jsessionid", "lang", "language",
    "locale", "login", "phpsessid", "player", "sess", "session", "session_id", "sessionid",
    "sid", "theme",
    "token", "uid", "user", "user_id", "userid", "uuid", "visit", "visitor", "visitorid",
    "xsrf-token", "__cf_bm", "_auth", "optout", "optanonconsent", "usprivacy", "geo",
}  # fmt: skip


def test_it_is_large_enough_to_be_of_use() -> None:
    """Who is likely to be on a page is in it, held or free."""
    assert len(VENDORS) >= 150
    assert {key for key in EMBEDS if not VENDORS[key].embed} == set()


@pytest.mark.parametrize("key", VENDORS)
def test_every_vendor_is_complete(key: str) -> None:
    """CNIL-09: who it is and where its policy stands; EDPB-08: a reason for what is never held."""
    vendor = VENDORS[key]
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", key)
    assert vendor.name
    assert vendor.controller
    assert re.fullmatch(r"[A-Z]{2}", vendor.country)
    assert vendor.purpose in PURPOSES
    assert vendor.case in (1, 2)
    assert bool(vendor.reason) == (vendor.purpose == "necessary")
    for address in (vendor.policy, *vendor.sources):
        assert page_address(address), address
        assert address.startswith("https://")
    assert vendor.hosts
    assert [clean_entry(host) for host in vendor.hosts] == list(vendor.hosts)
    for cookie in vendor.cookies:
        assert cookie.kind in KINDS
        assert cookie.days is None or cookie.days >= 0
        assert len(cookie.name.rstrip("*")) >= 1


def test_withdrawal_deletes_nothing_that_may_be_the_sites_own() -> None:
    """CNIL-14: `csrftoken` on a vendor's domain is not the site's `csrftoken`."""
    for vendor in VENDORS.values():
        for cookie in vendor.cookies:
            if cookie.kind != "third-party":
                name = cookie.name.rstrip("*")
                assert name.lower() not in COMMON_NAMES, (vendor.key, name)
                assert len(name) >= 3, (vendor.key, name)


def test_no_address_belongs_to_two() -> None:
    """Which vendor a tag is held for must not depend on the order of a file."""
    claimed = Counter(host for vendor in VENDORS.values() for host in vendor.hosts)
    assert [host for host, times in claimed.items() if times > 1] == []


def test_the_documentation_lists_what_is_shipped() -> None:
    """`python scripts/list_vendors.py` writes it again."""
    assert Path(DOCUMENT).read_text(encoding="utf-8") == page()
