"""`/login/code`: the second step of signing in, after the password or a one-time link."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from temoin.accounts.access import public
from temoin.accounts.forms import SignInCodeForm
from temoin.accounts.signing_in import after_code, check_code, pending_sign_in
from temoin.core.errors import TooMany
from temoin.web.forms import Form, read_form
from temoin.web.problems import extra_headers, status_of
from temoin.web.services import services_of

_WRONG = {"code": "accounts.error.code", "recovery": "accounts.error.recovery"}
_TOO_MANY = {"code": "accounts.error.too_many_codes", "recovery": "accounts.error.too_many"}
routes = Blueprint("code", __name__, template_folder="templates")


@routes.get("/login/code")
@public
def code_page() -> ResponseReturnValue:
    """The form; without a right password before it, the sign-in page."""
    if pending_sign_in(services_of()) is None:
        return redirect("/login", 303)
    return _page(Form())


@routes.post("/login/code")
@public
def check() -> ResponseReturnValue:
    """Sign in with a code of the app, or with a recovery code."""
    services = services_of()
    waiting = pending_sign_in(services)
    if waiting is None:
        return redirect("/login", 303)
    form = read_form(SignInCodeForm)
    name = "recovery" if form.data.get("recovery") else "code"
    try:
        is_right = check_code(services, waiting.user, form.data.get(name, ""))
    except TooMany as error:
        form.refuse(name, _TOO_MANY[name])
        return _page(form), status_of(error), dict(extra_headers(error))
    if not is_right:
        form.refuse(name, _WRONG[name])
        return _page(form), 401
    return after_code(services, waiting)


def _page(form: Form) -> str:
    return render_template("accounts/code.html", form=form)
