"""An organisation that demands a second factor of its members, and people who are locked out."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.accounts import members, second_factor
from temoin.accounts.actor import actor_of
from temoin.accounts.models import Organisation, RecoveryCode, Session, User
from temoin.accounts.roles import Role, TokenScope
from temoin.adapters.clock import now_ms
from temoin.sites.models import Site
from temoin.web import csrf
from temoin.web.services import Services
from tests.feature.accounts.authenticator import PATH, Authenticator, send_code, set_up
from tests.feature.accounts.test_csrf import guarded_posts
from tests.feature.command_line import Command
from tests.feature.people import PAGE, PASSWORD, Browser, make_token, make_user, sign_in

OpenBrowser = Callable[[User], Browser]
STILL_OPEN = {"/logout", f"{PATH}/on"}


@pytest.fixture
def editor(organisation: Organisation) -> User:
    return make_user("editor@shop.example", {organisation: Role.EDITOR})


@pytest.fixture
def demanding(organisation: Organisation) -> Organisation:
    members.require_second_factor(organisation, True)
    return organisation


def switch(browser: Browser, organisation: Organisation, **data: str) -> str | None:
    """Send the owner's form; gives where it leads."""
    return browser.post(f"/organisations/{organisation.id}/second-factor", **data).location


def test_an_owner_demands_it_of_all_and_takes_that_back(
    owner: User, organisation: Organisation, browser: OpenBrowser, services: Services, editor: User
) -> None:
    Authenticator.switched_on(services, owner)
    here, theirs = browser(owner), browser(editor)
    page = f"/organisations/{organisation.id}/members"
    assert switch(here, organisation, required="true") == f"{page}?done=required"
    assert theirs.get("/").location == PATH, "a session that is open is led there too"
    assert "checked" in here.get(page).text.split('name="required"')[1].split(">")[0]
    assert switch(here, organisation) == f"{page}?done=not_required"
    assert theirs.get("/").status_code == 200


def test_only_who_has_one_demands_one(
    owner: User, organisation: Organisation, browser: OpenBrowser
) -> None:
    assert switch(browser(owner), organisation, required="true") is None
    assert not Organisation.get_by_id(organisation.id).needs_second_factor


def test_the_list_of_members_shows_who_has_one(
    owner: User, organisation: Organisation, browser: OpenBrowser, services: Services, editor: User
) -> None:
    Authenticator.switched_on(services, editor)
    page = browser(owner).get(f"/organisations/{organisation.id}/members").text
    cells = [cell.split("</th>")[0] for cell in page.split('<th scope="row">')[1:]]
    shown = {cell.split(" ")[0]: ">two-factor<" in cell for cell in cells}
    assert shown == {editor.email: True, owner.email: False}


def test_nothing_else_opens_before_it_is_set_up(
    app: Flask, demanding: Organisation, site: Site, editor: User, browser: OpenBrowser
) -> None:
    """R22: every route of signed-in people, as the URL map lists them."""
    here = browser(editor)
    values = {"organisation": demanding.id, "key": site.key}
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", None)
        is_guarded = access is not None and access.kind.value in ("signed in", "site")
        if not is_guarded or "GET" not in (rule.methods or ()) or rule.rule == PATH:
            continue
        arguments = {name: values.get(name, 1) for name in rule.arguments}
        path = app.url_map.bind("localhost").build(rule.endpoint, arguments)
        assert here.get(path).location == PATH, path
        told = here.client.get(path, headers={"Accept": "application/json"})
        assert told.status_code == 403, path
    for rule in guarded_posts(app):
        arguments = {name: values.get(name, 1) for name in rule.arguments}
        path = app.url_map.bind("localhost").build(rule.endpoint, arguments, method="POST")
        if path not in STILL_OPEN:
            assert here.post(path).location == PATH, path
    assert User.get_by_id(editor.id).language == "en"


def test_setting_it_up_opens_everything(
    demanding: Organisation, editor: User, browser: OpenBrowser, services: Services
) -> None:
    here = browser(editor)
    assert "Your organisation asks for" in here.get(PATH).text
    assert set_up(here, services).status_code == 200
    assert here.get("/").status_code == 200


def test_signing_out_stays_possible(
    demanding: Organisation, editor: User, browser: OpenBrowser
) -> None:
    here = browser(editor)
    assert here.post("/logout").location == "/login"
    assert Session.select().count() == 0


def test_members_of_other_organisations_are_left_alone(
    demanding: Organisation, stranger_organisation: Organisation, browser: OpenBrowser
) -> None:
    other = make_user("other@agency.example", {stranger_organisation: Role.OWNER})
    assert browser(other).get("/").status_code == 200


def test_one_demanding_organisation_of_several_is_enough(
    demanding: Organisation, stranger_organisation: Organisation, browser: OpenBrowser
) -> None:
    roles = {stranger_organisation: Role.OWNER, demanding: Role.VIEWER}
    both = make_user("both@agency.example", roles)
    path = f"/organisations/{stranger_organisation.id}/members"
    assert browser(both).get(path).location == PATH


def test_api_tokens_go_on_working(
    app: Flask, demanding: Organisation, site: Site, client: FlaskClient
) -> None:
    token = make_token(demanding, TokenScope.SITES_READ)
    reply = client.get("/api/v1/sites", headers={"Authorization": f"Bearer {token}"})
    assert reply.status_code == 200


def test_switching_off_leads_to_setting_up_again(
    demanding: Organisation, editor: User, browser: OpenBrowser, services: Services
) -> None:
    """A new telephone."""
    app = Authenticator.switched_on(services, editor)
    here = browser(editor)
    assert here.post(f"{PATH}/off", current=PASSWORD, code=app.code()).status_code == 303
    assert here.get("/account").location == PATH


def test_who_joins_a_demanding_organisation_sets_it_up_first(
    demanding: Organisation, owner: User, client: FlaskClient
) -> None:
    token = members.invite(actor_of(owner), demanding, "new@shop.example", Role.VIEWER, now_ms())
    client.post(f"/invite/{token}", data={"password": PASSWORD}, headers=PAGE)
    assert client.get("/", headers=PAGE).location == PATH


def test_accepting_an_invitation_with_an_account_asks_for_its_code(
    services: Services,
    owner: User,
    organisation: Organisation,
    stranger_organisation: Organisation,
    client: FlaskClient,
) -> None:
    member = make_user("known@agency.example", {stranger_organisation: Role.OWNER})
    app = Authenticator.switched_on(services, member)
    token = members.invite(actor_of(owner), organisation, member.email, Role.VIEWER, now_ms())
    reply = client.post(f"/invite/{token}", data={"password": PASSWORD}, headers=PAGE)
    assert reply.location == "/login/code"
    assert client.get("/account", headers=PAGE).status_code == 302
    assert send_code(client, app.code()).location == "/"


def test_forms_without_the_token_of_the_session_change_nothing(
    owner: User, organisation: Organisation, browser: OpenBrowser, services: Services
) -> None:
    """V9."""
    app = Authenticator.switched_on(services, owner)
    here = browser(owner)
    proof = {"current": PASSWORD, "code": app.code(), csrf.FIELD: "0" * 64}
    for path in (f"{PATH}/off", f"{PATH}/codes", f"/organisations/{organisation.id}/second-factor"):
        assert here.client.post(path, data=proof, headers=PAGE).status_code == 403
    assert second_factor.is_on(owner.id)
    assert RecoveryCode.select().count() == 10


def test_the_operator_lets_a_locked_out_person_in(
    command: Command, client: FlaskClient, services: Services, owner: User, browser: OpenBrowser
) -> None:
    Authenticator.switched_on(services, owner)
    elsewhere = browser(owner)
    done = command("user", "reset-second-factor", "Owner@shop.example", "--json")
    assert json.loads(done.stdout) == {"email": owner.email, "was_on": True}
    assert elsewhere.get("/account").status_code == 302
    assert sign_in(client, owner.email).location == "/"
    again = command("user", "reset-second-factor", owner.email)
    assert "was off already" in again.stdout
    assert command("user", "reset-second-factor", "nobody@shop.example").exit_code == 1
