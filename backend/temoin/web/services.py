"""The running parts that features use, made once by the app factory and handed to them."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app
from peewee import Database

from temoin.adapters.geo import Geography
from temoin.core.feature import Feature
from temoin.settings import Settings
from temoin.store.writer import GroupCommitWriter
from temoin.web.metrics import Metrics


@dataclass(slots=True)
class Services:
    """Settings, database, writer, geography, clock and secret of one process.

    `features` are the manifests, for those that act on what the others say in them.
    """

    settings: Settings
    database: Database
    writer: GroupCommitWriter
    geography: Geography | None
    now_ms: Callable[[], int]
    secret: bytes
    features: tuple[Feature, ...] = ()
    metrics: Metrics = field(default_factory=Metrics)
    is_stopping: bool = False
    # What a first layer says, of (published site, language, regime). The banner gives it.
    shown_words: Callable[[Any, str, Any], dict[str, Any]] | None = None

    def derived_secret(self, purpose: str) -> bytes:
        """A secret for one purpose, so that no key is used for two things."""
        return hmac.digest(self.secret, purpose.encode(), "sha256")


def services_of(app: Flask | None = None) -> Services:
    """The services of the current Flask application."""
    found: Services = (app or current_app).extensions["temoin"]
    return found
