"""`/organisations/<id>/members`: who may do what."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from temoin.accounts import members, second_factor
from temoin.accounts.access import current_actor, organisation_role
from temoin.accounts.forms import InviteForm, OrganisationForm, RequireForm, RoleForm
from temoin.accounts.models import Organisation
from temoin.accounts.roles import Role
from temoin.core.errors import Conflict
from temoin.web.forms import Form, read_form
from temoin.web.services import services_of

routes = Blueprint(
    "members", __name__, template_folder="templates", url_prefix="/organisations/<int:organisation>"
)


@routes.get("/members")
@organisation_role(Role.ADMIN)
def member_list(organisation: Organisation) -> ResponseReturnValue:
    """Members and open invitations."""
    return _page(organisation, Form())


@routes.post("/members/invite")
@organisation_role(Role.ADMIN)
def invite(organisation: Organisation) -> ResponseReturnValue:
    """Make an invitation; its link is shown this once."""
    services = services_of()
    form = read_form(InviteForm)
    if not form.is_valid:
        return _page(organisation, form), 422
    email, role = form.data["email"], Role.named(form.data["role"])
    try:
        token = members.invite(current_actor(), organisation, email, role, services.now_ms())
    except Conflict:
        form.refuse("email", "accounts.error.is_member")
        return _page(organisation, form), 409
    link = f"{services.settings.base_url}/invite/{token}"
    return _page(organisation, Form(), invited=email, link=link)


@routes.post("/members/<int(max=2147483647):user_id>/role")
@organisation_role(Role.ADMIN)
def change_role(organisation: Organisation, user_id: int) -> ResponseReturnValue:
    """Give a member another role."""
    form = read_form(RoleForm)
    if not form.is_valid:
        return _page(organisation, form), 422
    role, now = Role.named(form.data["role"]), services_of().now_ms()
    try:
        members.change_role(current_actor(), organisation, user_id, role, now)
    except Conflict:
        return _last_owner(organisation)
    return _back(organisation, "role")


@routes.post("/members/<int(max=2147483647):user_id>/remove")
@organisation_role(Role.ADMIN)
def remove(organisation: Organisation, user_id: int) -> ResponseReturnValue:
    """Take a member's access away."""
    try:
        members.remove(current_actor(), organisation, user_id, services_of().now_ms())
    except Conflict:
        return _last_owner(organisation)
    return _back(organisation, "removed")


@routes.post("/invitations/<int(max=2147483647):invitation_id>/withdraw")
@organisation_role(Role.ADMIN)
def withdraw(organisation: Organisation, invitation_id: int) -> ResponseReturnValue:
    """Stop an invitation's link from working."""
    members.withdraw_invitation(organisation.id, invitation_id)
    return _back(organisation, "withdrawn")


@routes.post("/name")
@organisation_role(Role.OWNER)
def rename(organisation: Organisation) -> ResponseReturnValue:
    """Give the organisation another name."""
    form = read_form(OrganisationForm)
    if not form.is_valid:
        return _page(organisation, form), 422
    members.rename(organisation, form.data["name"])
    return _back(organisation, "renamed")


@routes.post("/second-factor")
@organisation_role(Role.OWNER)
def require_second_factor(organisation: Organisation) -> ResponseReturnValue:
    """Demand a second factor of all members, or no longer."""
    form = read_form(RequireForm)
    # Whoever demands it has tried it, and is not led away from this page by it.
    if form.data.get("required") and not second_factor.is_on(current_actor().user_id):
        form.refuse("required", "accounts.error.required_first")
    if not form.is_valid:
        return _page(organisation, form), 422
    members.require_second_factor(organisation, form.data["required"])
    return _back(organisation, "required" if form.data["required"] else "not_required")


def _last_owner(organisation: Organisation) -> ResponseReturnValue:
    form = Form()
    form.refuse("members", "accounts.error.last_owner")
    return _page(organisation, form), 409


def _back(organisation: Organisation, done: str) -> Response:
    return redirect(f"/organisations/{organisation.id}/members?done={done}", 303)


def _page(
    organisation: Organisation, form: Form, invited: str | None = None, link: str | None = None
) -> str:
    own = current_actor().roles[organisation.id]
    return render_template(
        "accounts/members.html",
        organisation=organisation,
        form=form,
        members=members.members_of(organisation.id),
        with_second_factor=second_factor.users_with(organisation.id),
        invitations=members.invitations_of(organisation.id, services_of().now_ms()),
        roles=[role.label for role in Role if role <= own],
        own=own,
        Role=Role,
        invited=invited,
        link=link,
        done=request.args.get("done"),
    )
