"""`/account`: one's own password, language, organisations and sessions."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from temoin.accounts import passwords, second_factor, service, sessions, tokens
from temoin.accounts.access import own_session, signed_in
from temoin.accounts.forms import ChangePasswordForm, LanguageForm
from temoin.accounts.models import User
from temoin.accounts.signing_in import check_password
from temoin.web.forms import Form, read_form
from temoin.web.services import services_of

routes = Blueprint("profile", __name__, template_folder="templates")


@routes.get("/account")
@signed_in
def profile() -> ResponseReturnValue:
    """The page."""
    return _page(Form())


@routes.post("/account/language")
@signed_in
def change_language() -> ResponseReturnValue:
    """Show pages in another language."""
    form = read_form(LanguageForm)
    if form.data.get("language") not in _languages():
        form.refuse("language", "accounts.error.language")
        return _page(form), 422
    mine = User.id == own_session().user_id
    User.update(language=form.data["language"]).where(mine).execute()
    return redirect("/account?done=language", 303)


@routes.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Another password: all other sessions end, and API tokens unless they are to stay (V14)."""
    services, session = services_of(), own_session()
    user: User = session.user
    form = read_form(ChangePasswordForm)
    weakness = passwords.weakness_of(
        form.data.get("password", ""),
        user.email,
        services.settings.base_url,
        service.organisation_names(user),
    )
    if form.is_valid and weakness:
        form.refuse("password", weakness)
    if form.is_valid and check_password(services, user.email, form.data["current"]) is None:
        form.refuse("current", "accounts.error.current")
    if not form.is_valid:
        return _page(form), 422
    hashed = passwords.hash_password(form.data["password"])
    with services.database.atomic():
        User.update(password_hash=hashed).where(User.id == user.id).execute()
        sessions.end_all(user.id, except_id=session.id)
        if not form.data["keep_tokens"]:
            tokens.revoke_tokens_by(user.id, services.now_ms())
    return redirect("/account?done=password", 303)


@routes.post("/account/sessions/<int(max=2147483647):session_id>/end")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign another browser out."""
    sessions.end(own_session().user_id, session_id)
    return redirect("/account?done=session", 303)


def _languages() -> dict[str, str]:
    """Languages that there are texts in, each named in itself."""
    texts = current_app.extensions["temoin_wording"]
    return {code: texts[code].get("accounts.language.self", code) for code in sorted(texts)}


def _page(form: Form) -> str:
    session = own_session()
    return render_template(
        "accounts/profile.html",
        form=form,
        user=session.user,
        current=session,
        sessions=sessions.of_user(session.user_id, services_of().now_ms()),
        token_count=tokens.count_tokens_by(session.user_id),
        languages=_languages(),
        has_second_factor=second_factor.is_on(session.user_id),
        done=request.args.get("done"),
    )
