"""The matrix of roles x endpoints x owners, generated from the URL map (R20, API1, API5).

Every route either says who may call it (`view.access`) or is named here as infrastructure. Each
route is asked by each persona with the ids of the first organisation, of nobody, and mixed ones; a
new route is asked too, and fails when its URL has an argument that no row exists for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from peewee import Model
from werkzeug.test import TestResponse

from temoin.accounts.access import Access, Kind
from temoin.accounts.models import ApiToken, Invitation, Membership, Organisation, Session, User
from temoin.accounts.roles import Role, TokenScope
from temoin.adapters.clock import now_ms
from temoin.banner.picturing import keep
from temoin.core import ids as ids_module
from temoin.core.period import DAY_MS
from temoin.features import FEATURES
from temoin.sites.models import Site
from temoin.sites.service import add_site, draft_of, save_draft
from temoin.store.base import database
from temoin.web import csrf
from tests.feature.dashboard.test_records_page import add_choice
from tests.feature.people import Browser, make_token, make_user

# Routes that are nobody's: for visitors of sites, and for monitoring.
INFRASTRUCTURE = frozenset(
    {
        "favicon",
        "gpc",
        "healthz",
        "readyz",
        "metrics",
        "banner.snippet",
        "consent.record",
        "consent.preflight_api_consent",
        "ingest.record",
        "ingest.preflight_api_event",
        "tally.count",
        "tally.preflight_api_tally",
        "handover.mint",
        "handover.preflight_api_handover",
        "handover.open",
        "handover.preflight_api_handover_open",
    }
)
GHOSTS = {"organisation": 2_000_000_000, "key": "ghostghost22"}
NESTED = ("user_id", "invitation_id", "token_id", "record")


@dataclass
class Tenant:
    """An organisation with rows that carry its canary, and people in all roles."""

    canary: str
    organisation: Organisation
    site: Site
    people: dict[Role, Browser]
    session_of: dict[Role, int]
    ids: dict[str, Any]
    tokens: dict[TokenScope, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ask:
    """One request of the matrix."""

    endpoint: str
    method: str
    path: str
    access: Access
    arguments: frozenset[str]


def make_tenant(app: Flask, canary: str) -> Tenant:
    organisation: Organisation = Organisation.create(name=f"{canary} organisation", created_at=0)
    site = add_site(organisation, f"{canary} site", [f"{canary}.example"])
    save_draft(site, draft_of(site))
    keep(site, 1, "desktop", f"{canary}".encode(), 0)
    users = {
        role: make_user(f"{role.label}@{canary}.example", {organisation: role}) for role in Role
    }
    member = make_user(f"member@{canary}.example", {organisation: Role.VIEWER})
    tokens = {scope: make_token(organisation, scope) for scope in TokenScope}
    ApiToken.update(name=f"{canary} token").where(ApiToken.organisation == organisation).execute()
    invitation = Invitation.create(
        token_hash=canary.encode(),
        organisation=organisation,
        email=f"invited@{canary}.example",
        role="viewer",
        invited_by=users[Role.OWNER],
        created_at=0,
        expires_at=now_ms() + DAY_MS,
    )
    people = {role: Browser(app, user) for role, user in users.items()}
    sessions = {role: Session.get(Session.user == user.id).id for role, user in users.items()}
    ids = {
        "organisation": organisation.id,
        "key": site.key,
        "user_id": member.id,
        "invitation_id": invitation.id,
        "token_id": ApiToken.get(ApiToken.organisation == organisation).id,
        "session_id": sessions[Role.OWNER],
        "number": 1,
        "purpose": "statistics",
        "screen": "desktop",
        # Secrets that stand for themselves: who holds one may read it, so here nobody does.
        "token": "made-up",
        "site_key": "madeup",
        "record_id": "01234567-89ab-7def-8123-456789abcdef",
        "record": ids_module.to_text(bytes(add_choice(site, page=f"https://{canary}.example/").id)),
        "name": "base.css",
        "log": site.key,
        "tile": "0/000",
        "old": 1,
        "new": 1,
    }
    return Tenant(canary, organisation, site, people, sessions, ids, tokens)


@pytest.fixture
def home(app: Flask) -> Tenant:
    return make_tenant(app, "canary-home")


@pytest.fixture
def stranger(app: Flask, home: Tenant) -> Tenant:
    return make_tenant(app, "canary-stranger")


def asks(app: Flask, ids: dict[str, Any]) -> list[Ask]:
    """All requests on guarded routes with these ids. Fails for an argument without an id."""
    found = []
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", None)
        if access is None:
            continue
        missing = rule.arguments - ids.keys()
        assert not missing, f"{rule.rule}: add a row for {missing} to the matrix"
        values = {name: ids[name] for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            path = app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
            found.append(Ask(rule.endpoint, method, path, access, frozenset(rule.arguments)))
    return found


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves no trace in the database."""
    with database.atomic() as transaction:
        try:
            yield
        finally:
            transaction.rollback()


def send(app: Flask, ask: Ask, who: Browser | str | None) -> TestResponse:
    """Send the request as a person, with a token, or as nobody."""
    client = app.test_client()
    if isinstance(who, Browser):
        client.set_cookie("temoin_session", who.token)  # whatever an answer before did to it
    headers = {"Accept": "text/html"}
    if isinstance(who, str):
        headers = {"Authorization": f"Bearer {who}"}
    if ask.method == "GET":
        return client.get(ask.path, headers=headers)
    if ask.access.kind is Kind.API:
        return client.open(ask.path, method=ask.method, headers=headers, json={})
    data = {csrf.FIELD: who.csrf} if isinstance(who, Browser) else {}
    return client.open(ask.path, method=ask.method, headers=headers, data=data)


def verdict(reply: TestResponse) -> str:
    """`allowed`, `sign in`, `forbidden` or `not there`."""
    if reply.status_code >= 500:
        return f"broken ({reply.status_code})"
    if reply.status_code == 401 or (reply.location or "").startswith("/login"):
        return "sign in"
    return {403: "forbidden", 404: "not there"}.get(reply.status_code, "allowed")


def state() -> list[str]:
    """All rows of all tables, but for the times at which somebody was seen."""
    passing = {"seen_at", "last_used_at"}
    tables: list[type[Model]] = [table for feature in FEATURES for table in feature.tables]
    kept = [
        {name: _plain(row[name]) for name in row.keys() - passing} | {"table": table.__name__}
        for table in tables
        for row in _rows_of(table)
    ]
    # The order of rows means nothing, and PostgreSQL changes it.
    return sorted(repr(sorted(row.items())) for row in kept)


def _rows_of(table: type[Model]) -> list[Any]:
    return list(table.select().dicts())


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


class Report:
    """Collects what was asked and what went wrong, so that one run names every violation."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.asked = 0
        self.before = state()
        self.violations: list[str] = []

    def check(
        self, ask: Ask, who: Browser | str | None, expected: set[str], unseen: tuple[str, ...]
    ) -> None:
        """Ask, and compare the verdict, the state and the words of the answer."""
        with undone():
            reply = send(self.app, ask, who)
            found = verdict(reply)
            self.asked += 1
            if found not in expected:
                self._note(ask, f"{found} ({reply.status_code}), expected {expected}")
            is_refused = found not in ("allowed", *_outcome_of_sign_out(ask))
            if is_refused and ask.access.kind is not Kind.PUBLIC and state() != self.before:
                self._note(ask, f"{found}, but something changed")
            text = reply.text + str(reply.headers)
            reply.close()  # a file of the dashboard is read in pieces
            for canary in unseen:
                if canary in text:
                    self._note(ask, f"the answer carries {canary}")

    def finish(self, at_least: int) -> None:
        """Fails with every violation, or when hardly anything was asked."""
        assert self.violations == [], "\n".join(self.violations)
        assert self.asked >= at_least

    def _note(self, ask: Ask, what: str) -> None:
        self.violations.append(f"{ask.method} {ask.path} [{ask.endpoint}]: {what}")


def test_every_route_says_who_may_call_it(app: Flask) -> None:
    """R20: a route without a row fails."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    guarded = {name for name in endpoints if hasattr(app.view_functions[name], "access")}
    assert endpoints - guarded - INFRASTRUCTURE == set()
    assert endpoints & INFRASTRUCTURE == INFRASTRUCTURE, "a row without a route"
    for rule in app.url_map.iter_rules():
        access: Access | None = getattr(app.view_functions[rule.endpoint], "access", None)
        if access is None:
            continue
        assert (access.kind is Kind.API) == (
            rule.rule.startswith("/api/v1/") and access.kind is not Kind.PUBLIC
        ), rule.rule
        assert ("organisation" in rule.arguments) == (access.kind is Kind.ORGANISATION), rule.rule
        if "key" in rule.arguments:
            assert access.kind in (Kind.SITE, Kind.API), rule.rule


def test_members_do_what_their_role_says_and_no_more(
    app: Flask, home: Tenant, stranger: Tenant
) -> None:
    """R20: each role in its own organisation."""
    report = Report(app)
    for role, browser in home.people.items():
        for ask in asks(app, home.ids):
            report.check(ask, browser, expected_of_member(ask, role), (stranger.canary,))
    report.finish(4 * 20)


def expected_of_member(ask: Ask, role: Role) -> set[str]:
    access = ask.access
    if access.kind is Kind.API:
        return {"sign in"}  # a session opens nothing in the API
    if access.kind is Kind.PUBLIC:
        return {"allowed", "not there", "sign in"}
    if "session_id" in ask.arguments and role is not Role.OWNER:
        return {"not there"}
    if access.role is not None and role < access.role:
        return {"forbidden"}
    return _outcome_of_sign_out(ask) or {"allowed"}


def _outcome_of_sign_out(ask: Ask) -> set[str]:
    """Signing out leads to the sign-in page, and that is what it is for."""
    return {"sign in"} if ask.endpoint == "sign_in.logout" else set()


def test_strangers_find_nothing_of_another_organisation(
    app: Flask, home: Tenant, stranger: Tenant
) -> None:
    """R20, GDPR-14, ASVS 8.4.1: whatever they are at home."""
    report = Report(app)
    for browser in stranger.people.values():
        for ask in asks(app, home.ids):
            report.check(ask, browser, expected_of_stranger(ask), (home.canary,))
    report.finish(4 * 20)


def expected_of_stranger(ask: Ask) -> set[str]:
    if ask.access.kind in (Kind.ORGANISATION, Kind.SITE) or "session_id" in ask.arguments:
        return {"not there"}
    return expected_of_member(ask, Role.VIEWER)


def test_ghosts_look_like_what_belongs_to_others(app: Flask, home: Tenant) -> None:
    """R20: from outside, unknown and somebody else's are the same."""
    report = Report(app)
    ghosts = {**home.ids, **GHOSTS}
    for ask in asks(app, ghosts):
        if ask.access.kind in (Kind.ORGANISATION, Kind.SITE):
            report.check(ask, home.people[Role.OWNER], {"not there"}, ())
    report.finish(15)


def test_mixed_ids_reach_nothing(app: Flask, home: Tenant, stranger: Tenant) -> None:
    """R20: one's own organisation in the URL does not open rows of another one."""
    report = Report(app)
    mixed = {**stranger.ids, **{name: home.ids[name] for name in NESTED}}
    for ask in asks(app, mixed):
        if ask.arguments & set(NESTED):
            expected = {"not there", "allowed"} if _needs_a_form(ask) else {"not there"}
            report.check(ask, stranger.people[Role.OWNER], expected, (home.canary,))
    report.finish(4)


def _needs_a_form(ask: Ask) -> bool:
    """Whether an empty form is refused before the row is looked for."""
    return ask.endpoint == "members.change_role"


def test_nobody_is_let_in_without_signing_in(app: Flask, home: Tenant) -> None:
    """R20: people are sent to the sign-in page, programs are told 401."""
    report = Report(app)
    for ask in asks(app, home.ids):
        is_open = ask.access.kind is Kind.PUBLIC
        expected = {"allowed", "not there", "sign in"} if is_open else {"sign in"}
        report.check(ask, None, expected, (home.canary,))
    report.finish(20)


def test_tokens_do_what_their_scope_says_and_no_more(
    app: Flask, home: Tenant, stranger: Tenant
) -> None:
    """R21: bearer tokens open the API within their scope, and no page."""
    report = Report(app)
    for ask in asks(app, home.ids):
        for scope, token in home.tokens.items():
            report.check(ask, token, expected_of_token(ask, scope), (stranger.canary,))
        for scope, token in stranger.tokens.items():
            expected = expected_of_token(ask, scope)
            if "key" in ask.arguments and expected == {"allowed"}:
                expected = {"not there"}
            report.check(ask, token, expected, (home.canary,))
    report.finish(8 * 20)


def expected_of_token(ask: Ask, scope: TokenScope) -> set[str]:
    if ask.access.kind is Kind.PUBLIC:
        return {"allowed", "not there", "sign in"}
    if ask.access.kind is not Kind.API:
        return {"sign in"}
    return {"allowed"} if ask.access.scope is scope else {"forbidden"}


def test_public_traffic_changes_no_configuration(app: Flask, home: Tenant) -> None:
    """V6: what visitors send never writes a site, an account or an organisation."""
    configuration: tuple[type[Model], ...] = (Organisation, User, Membership, Site, ApiToken)
    before = [list(table.select().dicts()) for table in configuration]
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in INFRASTRUCTURE:
            continue
        path = rule.rule.replace("<path:name>", f"{home.site.key}.js")
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
            body = {"site": home.site.key, "role": "owner", "organisation": 1, "draft": "{}"}
            reply = client.open(path, method=method, json=body)
            assert reply.status_code < 500, (method, path)
    after = [list(table.select().dicts()) for table in configuration]
    assert after == before
