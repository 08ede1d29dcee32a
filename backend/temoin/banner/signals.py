"""Which vendors' own consent interfaces a site's pages must be told: those of its recipients."""

from __future__ import annotations

from temoin.banner.frameworks import has_tcf
from temoin.banner.vendorlist import Kept
from temoin.sites.published import PublishedSite

UET = "microsoft-advertising"
# Key of a recipient in the catalogue -> interface in `snippet/src/signals.js`.
INTERFACES = {
    "google-analytics": "google",
    "google-ads": "google",
    "google-tag-manager": "google",
    UET: "microsoft",
    "microsoft-clarity": "clarity",
    "meta-pixel": "meta",
    "matomo": "matomo",
    "piano-analytics": "piano",
    "tiktok-pixel": "tiktok",
}


def interfaces_of(site: PublishedSite, vendors: Kept | None = None) -> dict[str, bool]:
    """The interfaces to tell, as `signals.js` takes them; empty for most sites.

    `vendors` is IAB Europe's list where the site uses it: `uet_tcf` says that Microsoft's tag is
    to read the framework, as it is a vendor there, instead of our own words (MS-02).
    """
    recipients = {
        vendor["key"]: vendor for purpose in site.document.asked for vendor in purpose["vendors"]
    }
    told = {interface: True for key, interface in INTERFACES.items() if key in recipients}
    number = recipients.get(UET, {}).get("gvl")
    if number and vendors and has_tcf(site) and vendors.vendor(number):
        told["uet_tcf"] = True
    return told
