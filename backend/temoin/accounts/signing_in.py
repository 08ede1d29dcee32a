"""Signing in and out: limits first, then the slow comparison, the code, a new session (R22)."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response

from temoin.accounts import attempts, passwords, pending, second_factor, sessions
from temoin.accounts.access import current_session
from temoin.accounts.attempts import Proof
from temoin.accounts.models import PendingSignIn, User
from temoin.accounts.service import user_of
from temoin.web.services import Services
from temoin.web.session import Cookie, give_token, read_token, take_token


def check_password(services: Services, email: str, password: str) -> User | None:
    """The user whose e-mail and password these are, else None; every wrong try is counted.

    Raises TooMany when there were too many.
    """
    email = email.strip().lower()
    attempts.note_attempt(services, email)
    user = user_of(email)
    if not passwords.matches(password, user) or user is None:
        return None
    attempts.forget_attempts(services, email)
    if passwords.needs_rehash(user):
        fresh = passwords.hash_password(password)
        User.update(password_hash=fresh).where(User.id == user.id).execute()
    return user


def check_code(services: Services, user: User, typed: str) -> bool:
    """Whether this is a code of the user's app or a recovery code, which is used up by asking.

    Every wrong try is counted. Raises TooMany when there were too many.
    """
    is_app_code = second_factor.is_app_code(typed)
    proof = Proof.APP_CODE if is_app_code else Proof.RECOVERY_CODE
    attempts.note_attempt(services, user.email, proof)
    if not second_factor.take_code(services, user.id, typed):
        return False
    attempts.forget_attempts(services, user.email, proof)
    return True


def after_password(services: Services, user: User, target: str) -> Response:
    """On to the code if this user has a second factor, else in: the password or link was right."""
    if not second_factor.is_on(user.id):
        return begin_session(services, user, target)
    token = pending.start(user, target, services.now_ms())
    reply = redirect("/login/code", 303)
    give_token(reply, services.settings, token, pending.PENDING_MS // 1000, Cookie.PENDING)
    return reply


def pending_sign_in(services: Services) -> PendingSignIn | None:
    """The one whose code this browser is asked for."""
    token = read_token(services.settings, Cookie.PENDING)
    return pending.find(token, services.now_ms()) if token else None


def after_code(services: Services, waiting: PendingSignIn) -> Response:
    """In: the code was right as well."""
    waiting.delete_instance()
    reply = begin_session(services, waiting.user, waiting.target)
    take_token(reply, services.settings, Cookie.PENDING)
    return reply


def begin_session(services: Services, user: User, target: str) -> Response:
    """Go to `target` with a new session; one that the browser had before ends."""
    before = current_session()
    if before is not None:
        before.delete_instance()
    agent = request.headers.get("User-Agent", "")
    token = sessions.start(user, services.now_ms(), agent)
    reply = redirect(target, 303)
    give_token(reply, services.settings, token, sessions.ABSOLUTE_MS // 1000)
    return reply


def end_session(services: Services) -> Response:
    """End the current session and go to the sign-in page."""
    session = current_session()
    if session is not None:
        session.delete_instance()
    reply = redirect("/login", 303)
    take_token(reply, services.settings)
    return reply


def safe_target(wanted: str) -> str:
    """A path of this service to go to after signing in; `/` for anything else (V24)."""
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    is_plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted
    return wanted if is_path and is_plain and len(wanted) < 500 else "/"
