"""`/organisations/<id>/tokens`: API tokens."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from temoin.accounts import tokens
from temoin.accounts.access import current_actor, organisation_role
from temoin.accounts.forms import TokenForm
from temoin.accounts.models import Organisation
from temoin.accounts.roles import SCOPE_NAMES, Role, TokenScope
from temoin.web.forms import Form, read_form
from temoin.web.services import services_of

routes = Blueprint(
    "tokens", __name__, template_folder="templates", url_prefix="/organisations/<int:organisation>"
)


@routes.get("/tokens")
@organisation_role(Role.ADMIN)
def token_list(organisation: Organisation) -> ResponseReturnValue:
    """Live tokens."""
    return _page(organisation, Form())


@routes.post("/tokens")
@organisation_role(Role.ADMIN)
def make(organisation: Organisation) -> ResponseReturnValue:
    """Make a token; it is shown this once."""
    form = read_form(TokenForm, lists=("scopes",))
    if not form.is_valid:
        return _page(organisation, form), 422
    scopes = [TokenScope(name) for name in form.data["scopes"]]
    name, now = form.data["name"], services_of().now_ms()
    token = tokens.make_token(current_actor(), organisation.id, name, scopes, now)
    return _page(organisation, Form(), token)


@routes.post("/tokens/<int(max=2147483647):token_id>/revoke")
@organisation_role(Role.ADMIN)
def revoke(organisation: Organisation, token_id: int) -> ResponseReturnValue:
    """Stop a token from working."""
    tokens.revoke_token(organisation.id, token_id, services_of().now_ms())
    return redirect(f"/organisations/{organisation.id}/tokens?done=revoked", 303)


def _page(organisation: Organisation, form: Form, token: str | None = None) -> str:
    return render_template(
        "accounts/tokens.html",
        organisation=organisation,
        form=form,
        tokens=tokens.tokens_of(organisation.id),
        scopes=SCOPE_NAMES,
        token=token,
        done=request.args.get("done"),
    )
