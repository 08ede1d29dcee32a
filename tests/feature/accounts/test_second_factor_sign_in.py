"""Signing in with the second factor: by a code of the app or a recovery code (R22, ASVS 6.5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.accounts import second_factor, service
from temoin.accounts.models import PendingSignIn, Session, User
from temoin.accounts.second_factor import STEP_MS
from temoin.adapters.clock import now_ms
from temoin.core.errors import Conflict
from temoin.web.services import Services
from tests.feature.accounts.authenticator import PATH, Authenticator, send_code, set_up_form
from tests.feature.accounts.test_races import at_once
from tests.feature.accounts.test_signing_in import client_of
from tests.feature.conftest import Clock
from tests.feature.people import PAGE, Browser, sign_in

OpenBrowser = Callable[[User], Browser]


@pytest.fixture
def app_of_owner(services: Services, owner: User) -> Authenticator:
    return Authenticator.switched_on(services, owner)


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account", headers=PAGE).status_code == 200


def test_the_password_alone_opens_nothing(
    client: FlaskClient, owner: User, app_of_owner: Authenticator
) -> None:
    """R22."""
    reply = sign_in(client, owner.email)
    assert (reply.status_code, reply.location) == (303, "/login/code")
    assert not is_signed_in(client)
    assert Session.select().count() == 0
    cookie = reply.headers["Set-Cookie"]
    assert cookie.startswith("temoin_pending=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    token = cookie.split("=")[1].split(";")[0]
    assert token.encode() not in bytes(PendingSignIn.get().token_hash)
    client.set_cookie("temoin_session", token)  # it is no session under the other name either
    assert not is_signed_in(client)


def test_over_tls_the_waiting_cookie_is_bound_to_the_host(
    services: Services, owner: User, app_of_owner: Authenticator
) -> None:
    """R23: `__Host-`."""
    services.settings = replace(services.settings, base_url="https://consent.example")
    client = client_of(services)
    cookie = sign_in(client, owner.email).headers["Set-Cookie"]
    assert cookie.startswith("__Host-temoin-pending=")
    assert "Secure" in cookie


def test_the_code_signs_in_and_goes_to_the_page_asked_for(
    client: FlaskClient, owner: User, app_of_owner: Authenticator
) -> None:
    sign_in(client, owner.email, data={"next": "/account?tab=1"})
    page = client.get("/login/code", headers=PAGE).text
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    reply = send_code(client, app_of_owner.code())
    assert (reply.status_code, reply.location) == (303, "/account?tab=1")
    assert is_signed_in(client)
    assert PendingSignIn.select().count() == 0


@pytest.mark.parametrize("shown", ["{0} {1}", " {0}{1} ", "{0}-{1}"])
def test_a_code_is_taken_however_it_is_spaced(
    client: FlaskClient, owner: User, app_of_owner: Authenticator, shown: str
) -> None:
    code = app_of_owner.code()
    sign_in(client, owner.email)
    assert send_code(client, shown.format(code[:3], code[3:])).location == "/"


@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(
    client: FlaskClient,
    owner: User,
    app_of_owner: Authenticator,
    clock: Clock,
    steps: int,
    is_taken: bool,
) -> None:
    """RFC 6238 section 5.2."""
    clock.offset_ms += STEP_MS - clock() % STEP_MS  # no step begins while this runs
    sign_in(client, owner.email)
    assert (send_code(client, app_of_owner.code(steps)).status_code == 303) is is_taken


def test_a_code_works_once(
    client: FlaskClient, app: Flask, owner: User, app_of_owner: Authenticator, clock: Clock
) -> None:
    """ASVS 6.5.1: what was looked over a shoulder or on a fake page is worth nothing."""
    code, before = app_of_owner.code(), app_of_owner.code(-1)
    sign_in(client, owner.email)
    assert send_code(client, code).status_code == 303
    other = app.test_client()
    sign_in(other, owner.email)
    assert send_code(other, code).status_code == 401
    assert send_code(other, before).status_code == 401, "nor one from before it"
    clock.advance(30)
    assert send_code(other, app_of_owner.code()).status_code == 303


def test_the_code_that_confirmed_the_app_does_not_sign_in(
    client: FlaskClient, owner: User, browser: OpenBrowser, services: Services
) -> None:
    here = browser(owner)
    form = set_up_form(here, services)
    assert here.post(f"{PATH}/on", **form).status_code == 200
    sign_in(client, owner.email)
    assert send_code(client, form["code"]).status_code == 401


def test_of_many_who_send_one_code_at_once_one_gets_in(
    services: Services, owner: User, app_of_owner: Authenticator
) -> None:
    code, recovery = app_of_owner.code(), app_of_owner.recovery_codes[0]

    def take(typed: str) -> Callable[[], object]:
        def run() -> None:
            if not second_factor.take_code(services, owner.id, typed):
                raise Conflict("taken")

        return run

    assert at_once(services, *[take(code)] * 4) == ["Conflict"] * 3 + ["done"]
    assert at_once(services, *[take(recovery)] * 4) == ["Conflict"] * 3 + ["done"]


def test_a_recovery_code_works_once(
    client: FlaskClient, app: Flask, owner: User, app_of_owner: Authenticator
) -> None:
    code = app_of_owner.recovery_codes[3]
    sign_in(client, owner.email)
    assert send_code(client, recovery=code.lower().replace("-", " ")).status_code == 303
    assert is_signed_in(client)
    other = app.test_client()
    sign_in(other, owner.email)
    assert send_code(other, recovery=code).status_code == 401
    assert send_code(other, recovery=app_of_owner.recovery_codes[4]).status_code == 303


def test_a_recovery_code_of_somebody_else_opens_nothing(
    services: Services, client: FlaskClient, owner: User, app_of_owner: Authenticator
) -> None:
    other: User = User.create(email="other@shop.example", created_at=0)
    theirs = Authenticator.switched_on(services, other)
    sign_in(client, owner.email)
    assert send_code(client, recovery=theirs.recovery_codes[0]).status_code == 401
    assert second_factor.recovery_codes_left(other.id) == 10


def test_waiting_for_the_code_ends_after_ten_minutes(
    client: FlaskClient, owner: User, app_of_owner: Authenticator, clock: Clock
) -> None:
    sign_in(client, owner.email)
    clock.advance(10 * 60 + 1)
    assert client.get("/login/code", headers=PAGE).location == "/login"
    assert send_code(client, app_of_owner.code()).location == "/login"
    assert not is_signed_in(client)


def test_without_a_password_nobody_is_asked_for_a_code(
    client: FlaskClient, app_of_owner: Authenticator
) -> None:
    for token in ("", "a" * 43, "é" * 43):
        client.set_cookie("temoin_pending", token)
        assert client.get("/login/code", headers=PAGE).location == "/login"
        assert send_code(client, app_of_owner.code()).location == "/login"


def test_another_site_cannot_send_the_code(
    client: FlaskClient, owner: User, app_of_owner: Authenticator
) -> None:
    """V9."""
    sign_in(client, owner.email)
    for header in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        reply = client.post(
            "/login/code", data={"code": app_of_owner.code()}, headers={**PAGE, **header}
        )
        assert reply.status_code == 403
    assert not is_signed_in(client)


def test_a_link_to_choose_a_password_still_asks_for_the_code(
    client: FlaskClient, owner: User, app_of_owner: Authenticator
) -> None:
    """ASVS 6.4.3: the link replaces the password, nothing else."""
    token = service.new_link(owner, now_ms())
    new = {"password": "eight loud red lanterns"}
    reply = client.post(f"/setup/{token}", data=new, headers=PAGE)
    assert reply.location == "/login/code"
    assert not is_signed_in(client)
    assert send_code(client, app_of_owner.code()).location == "/"
    assert is_signed_in(client)


def test_a_password_changed_meanwhile_ends_the_waiting(
    client: FlaskClient, owner: User, app_of_owner: Authenticator
) -> None:
    """V14: who knew only the old password is out."""
    sign_in(client, owner.email)
    service.set_password_by_link(
        service.new_link(owner, now_ms()), "eight loud red lanterns", now_ms()
    )
    assert send_code(client, app_of_owner.code()).location == "/login"
    assert not is_signed_in(client)
