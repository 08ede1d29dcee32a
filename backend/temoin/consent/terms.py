"""Words of the Data Privacy Vocabulary that receipts use. Source: W3C DPV 2.3, dpv-27560.ttl."""

from __future__ import annotations

CONTEXT = {
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "tm": "https://temoin.invalid/ns#",
}
SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#"
RECEIPT = f"{SCHEMA}receipt-eu-gdpr"
RECORD = f"{SCHEMA}record-eu-gdpr"
# What is not among the shipped purposes is a purpose of the owner's own.
PURPOSES = {
    "preferences": "dpv:ServicePersonalisation",
    "statistics": "dpv:ServiceUsageAnalytics",
    "marketing": "dpv:Marketing",
    "media": "dpv:ServiceProvision",
}
OWN_PURPOSE = "dpv:Purpose"
GIVEN, REFUSED, WITHDRAWN, RENEWED, EXPIRED = (
    "dpv:ConsentGiven",
    "dpv:ConsentRefused",
    "dpv:ConsentWithdrawn",
    "dpv:RenewedConsentGiven",
    "dpv:ConsentExpired",
)
METHODS = {
    "banner": "button of the first layer",
    "panel": "switches of the second layer",
    "form": "box of a form",
    "api": "program of the site",
    "gpc": "Global Privacy Control signal",
    "agent": "software of the visitor",
}
