"""Sites with certain recipients get the code that tells those recipients' own interfaces."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from temoin import catalogue
from temoin.banner.signals import INTERFACES
from temoin.sites.document import load_document
from temoin.sites.models import Site
from temoin.sites.service import draft_of, publish, save_draft


def with_vendor(app: Flask, site: Site, purpose: str, vendor: dict[str, Any]) -> None:
    """Publish the site with one recipient more."""
    raw = draft_of(site).raw
    for known in raw["purposes"]:
        if known["key"] == purpose:
            known["vendors"].append(vendor)
    publish(save_draft(site, load_document(raw)))
    app.extensions["temoin_sites"].forget(site.key)


def test_google_is_told_before_the_banner_comes(
    client: FlaskClient, app: Flask, site: Site
) -> None:
    """GCM-01: the defaults stand before anything that could release a tag."""
    assert "ad_personalization" not in client.get(f"/t/{site.key}.js").text
    with_vendor(app, site, "statistics", {"key": "google-analytics", "name": "Google Analytics"})
    text = client.get(f"/t/{site.key}.js").text
    assert 0 < text.index("ad_personalization") < text.index("temoin-banner")
    assert text.startswith('(()=>{const $T={"google":true};')


def test_every_interface_belongs_to_a_vendor_of_the_catalogue() -> None:
    """A key that no site can choose would never be told anything."""
    assert [key for key in INTERFACES if catalogue.vendor(key) is None] == []
