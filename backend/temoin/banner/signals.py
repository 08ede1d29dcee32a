"""Which vendors' own consent interfaces a site's pages must be told: those of its recipients."""

from __future__ import annotations

from temoin.sites.published import PublishedSite

# Key of a recipient in the catalogue -> interface in `snippet/src/signals.js`.
INTERFACES = {
    "google-analytics": "google",
    "google-ads": "google",
    "google-tag-manager": "google",
    "microsoft-advertising": "microsoft",
    "microsoft-clarity": "clarity",
    "meta-pixel": "meta",
    "matomo": "matomo",
    "piano-analytics": "piano",
    "tiktok-pixel": "tiktok",
}


def interfaces_of(site: PublishedSite) -> dict[str, bool]:
    """The interfaces to tell, as `signals.js` takes them; empty for most sites."""
    keys = {vendor["key"] for purpose in site.document.asked for vendor in purpose["vendors"]}
    return {interface: True for key, interface in INTERFACES.items() if key in keys}
