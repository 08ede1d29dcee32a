"""`/account/second-factor`: an authenticator app for one's own account (ASVS 6.3.3, 7.5.1)."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import segno
from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from temoin.accounts import second_factor, sessions
from temoin.accounts.access import SECOND_FACTOR_PAGE as PATH
from temoin.accounts.access import own_session, signed_in, signed_in_to_set_up
from temoin.accounts.forms import ProofForm, SwitchOnForm
from temoin.accounts.second_factor import NewFactor
from temoin.accounts.signing_in import check_code, check_password
from temoin.adapters.sealing import seal, unseal
from temoin.web.forms import Form, read_form
from temoin.web.services import services_of

routes = Blueprint("second_factor", __name__, template_folder="templates", url_prefix=PATH)


@routes.get("")
@signed_in_to_set_up
def overview() -> ResponseReturnValue:
    """How to set it up, or how to change it. Nothing is kept before it is confirmed."""
    if second_factor.is_on(own_session().user_id):
        return _page(Form())
    return _set_up(Form(), second_factor.new_secret())


@routes.post("/on")
@signed_in_to_set_up
def switch_on() -> ResponseReturnValue:
    """Confirm the app by one of its codes; other sessions end. The recovery codes are shown."""
    services, session = services_of(), own_session()
    form = read_form(SwitchOnForm)
    secret = _secret_of(form.sent.get("set_up", ""))
    if second_factor.is_on(session.user_id) or secret is None:
        return redirect(PATH, 303)
    step = second_factor.step_of_code(secret, form.data.get("code", ""), services.now_ms())
    if form.is_valid and step is None:
        form.refuse("code", "accounts.error.code")
    if form.is_valid and not check_password(services, session.user.email, form.data["current"]):
        form.refuse("current", "accounts.error.current")
    if not form.is_valid or step is None:
        return _set_up(form, secret), 422
    with services.database.atomic():
        codes = second_factor.switch_on(services, session.user, NewFactor(secret, step))
        sessions.end_all(session.user_id, except_id=session.id)
    return _recovery_codes(codes, "accounts.factor.is_on")


@routes.post("/off")
@signed_in
def switch_off() -> ResponseReturnValue:
    """Sign in with the password alone again; other sessions end."""
    session = own_session()
    if not second_factor.is_on(session.user_id):
        return redirect(PATH, 303)
    form = _proof()
    if not form.is_valid:
        return _page(form), 422
    with services_of().database.atomic():
        second_factor.switch_off(session.user_id)
        sessions.end_all(session.user_id, except_id=session.id)
    return redirect("/account?done=factor_off", 303)


@routes.post("/codes")
@signed_in
def renew_codes() -> ResponseReturnValue:
    """Other recovery codes; those before stop working."""
    session = own_session()
    if not second_factor.is_on(session.user_id):
        return redirect(PATH, 303)
    form = _proof()
    if not form.is_valid:
        return _page(form), 422
    codes = second_factor.renew_recovery_codes(session.user_id)
    return _recovery_codes(codes, "accounts.factor.are_new")


def _proof() -> Form:
    """The form with password and code, checked; a code is used up if the password is right."""
    services, user = services_of(), own_session().user
    form = read_form(ProofForm)
    if form.is_valid and not check_password(services, user.email, form.data["current"]):
        form.refuse("current", "accounts.error.current")
    if form.is_valid and not check_code(services, user, form.data["code"]):
        form.refuse("code", "accounts.error.code")
    return form


def _page(form: Form) -> str:
    left = second_factor.recovery_codes_left(own_session().user_id)
    return render_template(
        "accounts/second_factor.html", form=form, email=own_session().user.email, codes_left=left
    )


def _set_up(form: Form, secret: str) -> str:
    """The page with a secret that lives nowhere but in it, sealed for this session."""
    services, session = services_of(), own_session()
    address = second_factor.app_address(secret, session.user, services.settings.base_url)
    code = segno.make(address, error="m", micro=False)
    sealed = seal(_set_up_key(), bytes(session.token_hash), secret)
    return render_template(
        "accounts/second_factor_set_up.html",
        form=form,
        email=session.user.email,
        is_demanded=second_factor.is_missing(session.user_id),
        address=address,
        picture=Markup(code.svg_inline(light="#fff", omitsize=True)),  # noqa: S704 -- squares only
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        set_up=urlsafe_b64encode(sealed).decode(),
    )


def _secret_of(set_up: str) -> str | None:
    try:
        sealed = urlsafe_b64decode(set_up)
    except ValueError:
        return None
    return unseal(_set_up_key(), bytes(own_session().token_hash), sealed)


def _set_up_key() -> bytes:
    return services_of().derived_secret("second factor set-up")


def _recovery_codes(codes: list[str], heading: str) -> str:
    return render_template("accounts/recovery_codes.html", codes=codes, heading=heading)
