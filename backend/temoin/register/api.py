"""`/api/v1/sites/<key>/register`: the register for other programs."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from temoin.accounts.access import api
from temoin.accounts.roles import TokenScope
from temoin.register.building import register_of
from temoin.register.schemas import LanguageQuery, RegisterSchema
from temoin.sites.models import Site
from temoin.web.api_input import read_query
from temoin.web.openapi import Operation

routes = Blueprint("register_api", __name__, url_prefix="/api/v1/sites")


@routes.get("/<key>/register")
@api(TokenScope.SITES_READ, Operation(query=LanguageQuery, answer=RegisterSchema))
def register(site: Site) -> ResponseReturnValue:
    """The register of processing (GDPR art. 30) of what is published."""
    return register_of(site, read_query(LanguageQuery)["lang"])
