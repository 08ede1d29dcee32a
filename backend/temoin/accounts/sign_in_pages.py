"""Pages before signing in: `/login`, `/setup/<token>`, `/invite/<token>`; and `/logout`."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from temoin.accounts import members, passwords, service
from temoin.accounts.access import current_user, public, signed_in_to_set_up
from temoin.accounts.forms import FirstAccountForm, LoginForm, PasswordForm
from temoin.accounts.models import User
from temoin.accounts.signing_in import after_password, check_password, end_session, safe_target
from temoin.core.errors import NotFound, TooMany
from temoin.web.forms import Form, read_form
from temoin.web.problems import extra_headers, status_of
from temoin.web.services import services_of
from temoin.web.wording import page_language

routes = Blueprint("sign_in", __name__, template_folder="templates")


@routes.errorhandler(NotFound)
def link_is_over(error: NotFound) -> ResponseReturnValue:
    """A link that was used or is out of date, told in the reader's language."""
    return render_template("accounts/link_over.html"), status_of(error)


@routes.get("/login")
@public
def login_page() -> ResponseReturnValue:
    """The sign-in form."""
    target = safe_target(request.args.get("next", "/"))
    return render_template("accounts/login.html", form=Form({"next": target}))


@routes.post("/login")
@public
def login() -> ResponseReturnValue:
    """Sign in."""
    services = services_of()
    form = read_form(LoginForm)
    try:
        user = check_password(services, form.data["email"], form.data["password"])
    except TooMany as error:
        form.refuse("email", "accounts.error.too_many")
        headers = dict(extra_headers(error))
        return render_template("accounts/login.html", form=form), status_of(error), headers
    if user is None:
        form.refuse("email", "accounts.error.login")
        return render_template("accounts/login.html", form=form), 401
    return after_password(services, user, safe_target(form.data["next"]))


@routes.post("/logout")
@signed_in_to_set_up
def logout() -> ResponseReturnValue:
    """Sign out."""
    return end_session(services_of())


@routes.get("/setup/<token>")
@public
def setup_page(token: str) -> ResponseReturnValue:
    """The form of a one-time link; opening it changes nothing, as mail scanners do (R24)."""
    link = service.open_link(token, services_of().now_ms())
    return _setup(link.user, Form())


@routes.post("/setup/<token>")
@public
def setup(token: str) -> ResponseReturnValue:
    """Make the first account, or give the link's account its password."""
    services = services_of()
    link = service.open_link(token, services.now_ms())
    if link.user is None:
        form = read_form(FirstAccountForm)
        organisation = form.data.get("organisation", "")
        _check_strength(form, form.data.get("email", ""), [organisation])
        if not form.is_valid:
            return _setup(link.user, form), 422
        new = service.NewAccount(**form.data, language=page_language())
        user = service.make_first_account(token, new, services.now_ms())
    else:
        form = read_form(PasswordForm)
        _check_strength(form, link.user.email, service.organisation_names(link.user))
        if not form.is_valid:
            return _setup(link.user, form), 422
        user = service.set_password_by_link(token, form.data["password"], services.now_ms())
    return after_password(services, user, "/")


@routes.get("/invite/<token>")
@public
def invitation_page(token: str) -> ResponseReturnValue:
    """What the invitation is for, and how to take it."""
    return _invitation(token, Form())


@routes.post("/invite/<token>")
@public
def accept(token: str) -> ResponseReturnValue:
    """Become a member: with a new account, or with the one that this address has."""
    services = services_of()
    invitation = members.open_invitation(token, services.now_ms())
    form = read_form(PasswordForm)
    user = service.user_of(invitation.email)
    # An account that the operator made and nobody has set up yet is not up for taking either.
    if user is not None:
        if form.is_valid and not check_password(services, user.email, form.data["password"]):
            form.refuse("password", "accounts.error.current")
    else:
        _check_strength(form, invitation.email, [invitation.organisation.name])
    if not form.is_valid:
        return _invitation(token, form), 422
    new = members.NewMember(form.data["password"], page_language())
    user = members.accept_invitation(token, user, new, services.now_ms())
    return after_password(services, user, "/")


def _check_strength(form: Form, email: str, organisations: list[str]) -> None:
    base_url = services_of().settings.base_url
    weakness = passwords.weakness_of(form.data.get("password", ""), email, base_url, organisations)
    if form.data and weakness:
        form.refuse("password", weakness)


def _setup(user: User | None, form: Form) -> str:
    return render_template("accounts/setup.html", form=form, email=user.email if user else None)


def _invitation(token: str, form: Form) -> str:
    invitation = members.open_invitation(token, services_of().now_ms())
    return render_template(
        "accounts/invitation.html",
        form=form,
        invitation=invitation,
        has_account=service.user_of(invitation.email) is not None,
        signed_in_as=current_user(),
    )
