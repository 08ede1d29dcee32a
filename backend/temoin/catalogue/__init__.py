"""Vendors that sites often load: who they are, their addresses, what they leave in the browser."""

from temoin.catalogue.loading import Cookie, Vendor, vendor, vendors

__all__ = ["Cookie", "Vendor", "vendor", "vendors"]
