"""Who may call a view: one decorator on each, readable by tests as `view.access` (R20).

    @routes.get("/sites/<key>")
    @site_role(Role.VIEWER)
    def overview(site: Site) -> str: ...

What is not the caller's does not exist (404); what is, but needs a higher role, is forbidden (403).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import current_app, g, make_response, redirect, request
from flask.typing import ResponseReturnValue

from temoin.accounts import second_factor, sessions
from temoin.accounts.actor import Actor, actor_of
from temoin.accounts.models import Organisation, Session, User
from temoin.accounts.roles import Role, TokenScope
from temoin.accounts.tokens import actor_of_token
from temoin.core.errors import Forbidden, NotFound, Unauthenticated
from temoin.web import csrf
from temoin.web.openapi import Operation
from temoin.web.services import services_of
from temoin.web.session import read_token

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
SITE_FINDER = "temoin_find_site"
SECOND_FACTOR_PAGE = "/account/second-factor"


class SecondFactorMissing(Forbidden):
    """An organisation of the user demands a second factor, and they have not set it up yet."""


class Kind(StrEnum):
    """How a caller proves who they are."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    ORGANISATION = "organisation"
    SITE = "site"
    API = "api"


@dataclass(frozen=True, slots=True)
class Access:
    """What a view demands: a role in the organisation or of the site, or a token's scope."""

    kind: Kind
    role: Role | None = None
    scope: TokenScope | None = None


def public(view: View) -> View:
    """For everybody. Forms that are sent before signing in must come from our own pages."""

    def admit(_: dict[str, Any]) -> None:
        if not request.path.startswith(("/api/", "/static/")):
            current_session()  # sets the language of whoever is signed in
        if request.method not in csrf.SAFE_METHODS:
            csrf.refuse_other_sites(services_of().settings.base_url)

    return _guarded(view, Access(Kind.PUBLIC), admit)


def signed_in(view: View) -> View:
    """For every user; the view looks only at what belongs to `current_actor()`."""
    return _guarded(view, Access(Kind.SIGNED_IN), lambda _: _admit_user())


def signed_in_to_set_up(view: View) -> View:
    """The same, also for who has yet to set up the second factor that is demanded of them."""
    return _guarded(view, Access(Kind.SIGNED_IN), lambda _: _admit_user(may_lack_factor=True))


def organisation_role(role: Role) -> Callable[[View], View]:
    """For members with this role; `<int:organisation>` of the URL becomes the Organisation."""

    def admit(arguments: dict[str, Any]) -> None:
        _admit_user()
        number = arguments["organisation"]
        held = current_actor().roles.get(number)
        if held is None:
            raise NotFound("there is no such organisation")
        if held < role:
            raise Forbidden(f"this needs the role {role.label} or higher")
        arguments["organisation"] = Organisation.get_by_id(number)

    return lambda view: _guarded(view, Access(Kind.ORGANISATION, role=role), admit)


def site_role(role: Role) -> Callable[[View], View]:
    """For members with this role; `<key>` of the URL becomes the argument `site`."""

    def admit(arguments: dict[str, Any]) -> None:
        _admit_user()
        arguments["site"] = _find_site(arguments.pop("key"), role)

    return lambda view: _guarded(view, Access(Kind.SITE, role=role), admit)


def api(scope: TokenScope, operation: Operation | None = None) -> Callable[[View], View]:
    """For bearer tokens with this scope; cookies are not looked at.

    `<key>` of the URL becomes the argument `site`; `operation` describes the route in the API
    document.
    """

    def admit(arguments: dict[str, Any]) -> None:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            raise Unauthenticated("send `Authorization: Bearer` and a token of your organisation")
        g.actor = actor_of_token(token.strip(), services_of().now_ms())
        if not g.actor.has_scope(scope):
            raise Forbidden(f"this token lacks the scope {scope.value}")
        if "key" in arguments:
            arguments["site"] = _find_site(arguments.pop("key"), scope.role)

    def decorate(view: View) -> View:
        guarded = _guarded(view, Access(Kind.API, scope=scope), admit)
        described = replace(operation or Operation(), scope=scope.value)
        guarded.operation = described  # type: ignore[attr-defined]
        return guarded

    return decorate


def current_actor() -> Actor:
    """Who is asking. Raises Unauthenticated when nobody is signed in."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        user = current_user()
        if user is None:
            raise Unauthenticated("sign in first")
        actor = g.actor = actor_of(user)
    return actor


def current_user() -> User | None:
    """The signed-in user, also on public pages."""
    session = current_session()
    return session.user if session else None


def current_session() -> Session | None:
    """The session of the request's cookie, looked up once a request."""
    if "session" not in g:
        services = services_of()
        token = read_token(services.settings)
        g.session = sessions.find(token, services.now_ms()) if token else None
        if g.session is not None:
            g.language = g.session.user.language
    found: Session | None = g.session
    return found


def own_session() -> Session:
    """The session of whoever is signed in. Raises Unauthenticated when nobody is."""
    session = current_session()
    if session is None:
        raise Unauthenticated("sign in first")
    return session


def current_csrf_token() -> str:
    """The token for forms and fetches of the current session; empty when nobody is signed in."""
    session = current_session()
    if session is None:
        return ""
    secret = services_of().derived_secret("csrf")
    return csrf.token_for(secret, bytes(session.token_hash))


def _guarded(view: View, access: Access, admit: Callable[[dict[str, Any]], None]) -> View:
    @wraps(view)
    def guarded(**arguments: Any) -> ResponseReturnValue:
        try:
            admit(arguments)
        except Unauthenticated:
            if access.kind is Kind.API or not _wants_page():
                raise
            return redirect(_login_address())
        except SecondFactorMissing:
            if not _wants_page():
                raise
            return redirect(SECOND_FACTOR_PAGE, 303)
        reply = make_response(view(**arguments))
        if access.kind is not Kind.PUBLIC:
            reply.headers.setdefault("Cache-Control", "no-store")
        return reply

    guarded.access = access  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def _admit_user(may_lack_factor: bool = False) -> None:
    """Raises Unauthenticated, Forbidden for what another site sent, SecondFactorMissing."""
    actor = current_actor()
    if request.method not in csrf.SAFE_METHODS:
        csrf.refuse_other_sites(services_of().settings.base_url)
        csrf.check_token(current_csrf_token())
    if not may_lack_factor and second_factor.is_missing(actor.user_id):
        raise SecondFactorMissing("set up the second factor first")


def _find_site(key: str, role: Role) -> Any:
    """The site feature's own lookup: accounts do not know what a site is."""
    return current_app.extensions[SITE_FINDER](current_actor(), key, role)


def _wants_page() -> bool:
    kinds = ["application/json", "text/html"]
    return request.accept_mimetypes.best_match(kinds) == "text/html"


def _login_address() -> str:
    if request.method != "GET" or request.path == "/":
        return "/login"
    return "/login?" + urlencode({"next": request.full_path.rstrip("?")})
