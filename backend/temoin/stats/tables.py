"""The columns of others' tables that the numbers are read from.

Features beside each other do not import each other's models; these are the names that `stats`
relies on, and a test holds them to the tables as they are.
"""

from __future__ import annotations

from typing import Any

from peewee import Table

from temoin.store.base import database

RECORD = (
    "id", "at", "state", "action", "granted", "vendors", "source", "page", "language", "revision",
)  # fmt: skip
AGENT = ("browser", "system", "device")

# Typed as Any because a table's columns are attributes that only the running program knows.
CONSENTS: Any = Table("consent_record", ("site_id", *RECORD, "country", "regime")).bind(database)
EVENTS: Any = Table(
    "event",
    ("site_id", "at", "name", "page", "referrer", "country", *AGENT, "visitor", "record"),
).bind(database)
LOADS: Any = Table("snippet_load", ("site_id", "day", "loads")).bind(database)
TALLIES: Any = Table(
    "banner_tally",
    ("site_id", "day", "revision", "arm", "regime", "layout", "page", "what", "waited_s", "count"),
).bind(database)
