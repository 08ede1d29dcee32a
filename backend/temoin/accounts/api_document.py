"""`/api/v1/openapi.json`: what the API takes and gives, for people and generators."""

from __future__ import annotations

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from temoin.accounts.access import public
from temoin.web.openapi import describe
from temoin.web.services import services_of

routes = Blueprint("api_document", __name__)


@routes.get("/api/v1/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    """This document."""
    return describe(current_app, services_of().settings.base_url)
