"""What the accounts feature adds to the application."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from temoin.accounts import (
    api_document,
    code_pages,
    member_pages,
    profile_pages,
    second_factor_pages,
    sign_in_pages,
    token_pages,
)
from temoin.accounts.access import current_csrf_token, current_user
from temoin.accounts.models import Membership, Organisation
from temoin.accounts.roles import Role
from temoin.web import csrf
from temoin.web.services import Services

PAGES = (
    sign_in_pages,
    code_pages,
    profile_pages,
    second_factor_pages,
    member_pages,
    token_pages,
    api_document,
)


def register(app: Flask, _services: Services, _sites: object) -> None:
    """Add pages, and what every template may ask: `current_user()`, `my_organisations()`."""
    csrf.install(app, current_csrf_token)
    app.jinja_env.globals["current_user"] = current_user
    app.jinja_env.globals["my_organisations"] = my_organisations
    app.jinja_env.filters["day_and_time"] = day_and_time
    for module in PAGES:
        app.register_blueprint(module.routes)


def my_organisations() -> list[tuple[Organisation, Role]]:
    """Organisations of the signed-in user with their role in each, by name."""
    user = current_user()
    if user is None:
        return []
    joined = Membership.select(Membership, Organisation).join(Organisation)
    mine = joined.where(Membership.user == user.id).order_by(Organisation.name, Organisation.id)
    return [(member.organisation, Role.named(member.role)) for member in mine]


def day_and_time(at_ms: int) -> str:
    """`2026-11-24 04:20 UTC`: one spelling that every language reads."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
