"""Guessing codes, and what the sign-in tells about a second factor (R22, V20)."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from temoin.accounts.models import PendingSignIn, User
from temoin.web.services import Services
from tests.feature.accounts.authenticator import Authenticator, send_code
from tests.feature.conftest import Clock
from tests.feature.people import make_user, sign_in

QUARTER_S = 15 * 60 + 1


@pytest.fixture
def app_of_owner(services: Services, owner: User) -> Authenticator:
    return Authenticator.switched_on(services, owner)


def guess(client: FlaskClient, app: Authenticator, number: int) -> int:
    """One wrong code from a peer of its own; gives the status."""
    return send_code(client, app.wrong_code(), peer=f"198.51.100.{number}").status_code


def test_ten_wrong_codes_lock_the_app_for_a_while(
    client: FlaskClient, owner: User, app_of_owner: Authenticator, clock: Clock
) -> None:
    """R22: the limit of an account, wherever the attempts come from."""
    sign_in(client, owner.email)
    assert [guess(client, app_of_owner, number) for number in range(11)] == [401] * 10 + [429]
    limited = send_code(client, app_of_owner.code(), peer="203.0.113.9")
    assert limited.status_code == 429
    assert 1 <= int(limited.headers["Retry-After"]) <= 900
    clock.advance(QUARTER_S)
    sign_in(client, owner.email)
    assert send_code(client, app_of_owner.code()).status_code == 303


def test_the_right_password_again_gives_no_more_guesses(
    client: FlaskClient, owner: User, app_of_owner: Authenticator
) -> None:
    """R22: whoever has the password has no more than ten tries at the code."""
    found = []
    for number in range(20):
        sign_in(client, owner.email)
        found.append(guess(client, app_of_owner, number))
    assert found == [401] * 10 + [429] * 10


def test_patience_gives_thirty_guesses_a_day(
    client: FlaskClient, owner: User, app_of_owner: Authenticator, clock: Clock
) -> None:
    """R22: at three valid codes in a million, 30 tries a day stay hopeless."""
    found = []
    for number in range(60):
        sign_in(client, owner.email)
        found.append(guess(client, app_of_owner, number))
        clock.advance(QUARTER_S)
    assert found.count(401) == 30
    assert found[30:] == [429] * 30


def test_one_peer_gets_thirty_tries_at_all_accounts(app: Flask, services: Services) -> None:
    """R22: the limit of a peer, whatever accounts it tries."""
    statuses = []
    for number in range(4):
        user = make_user(f"someone{number}@shop.example")
        shown = Authenticator.switched_on(services, user)
        client = app.test_client()
        sign_in(client, user.email)
        statuses += [guess(client, shown, 7) for _ in range(9)]
    assert statuses.count(401) == 30
    assert statuses[30:] == [429] * 6


def test_whoever_guesses_codes_does_not_lock_the_recovery_codes(
    client: FlaskClient, owner: User, app_of_owner: Authenticator
) -> None:
    sign_in(client, owner.email)
    for number in range(12):
        guess(client, app_of_owner, number)
    reply = send_code(client, recovery=app_of_owner.recovery_codes[0], peer="203.0.113.9")
    assert reply.status_code == 303


def test_recovery_codes_are_limited_too(
    client: FlaskClient, owner: User, app_of_owner: Authenticator
) -> None:
    sign_in(client, owner.email)
    tried = [
        send_code(client, recovery="AAAA-BBBB", peer=f"198.51.100.{number}").status_code
        for number in range(11)
    ]
    assert tried == [401] * 10 + [429]


def test_the_right_code_clears_the_count(
    client: FlaskClient, owner: User, app_of_owner: Authenticator, clock: Clock
) -> None:
    for _ in range(2):
        sign_in(client, owner.email)
        assert [guess(client, app_of_owner, number) for number in range(9)] == [401] * 9
        assert send_code(client, app_of_owner.code()).status_code == 303
        clock.advance(30)


def test_a_wrong_password_tells_nothing_about_a_second_factor(
    app: Flask, owner: User, app_of_owner: Authenticator
) -> None:
    """R22: the same answer and no cookie, with a second factor, without one, for nobody."""
    plain = make_user("plain@shop.example").email
    answers = []
    for email in (owner.email, plain, "nobody@shop.example"):
        reply = sign_in(app.test_client(), email, "wrong password here")
        answers.append((reply.status_code, reply.text.replace(email, "")))
        assert "Set-Cookie" not in reply.headers
    assert answers[0] == answers[1] == answers[2]
    assert PendingSignIn.select().count() == 0


def test_a_wrong_password_takes_the_same_steps_whoever_it_is_for(
    app: Flask, owner: User, app_of_owner: Authenticator, caplog: pytest.LogCaptureFixture
) -> None:
    """R22: equal queries, so equal time; the second factor is looked for after the password."""
    make_user("plain@shop.example")
    shapes = []
    for email in (owner.email, "plain@shop.example", "nobody@shop.example"):
        caplog.clear()
        with caplog.at_level(logging.DEBUG, logger="peewee"):
            sign_in(app.test_client(), email, "wrong password here")
        shapes.append([str(record.msg[0]) for record in caplog.records if record.name == "peewee"])
    assert len(shapes[0]) >= 5
    assert shapes[0] == shapes[1] == shapes[2]


def test_the_code_page_does_not_say_whose_code_is_awaited(
    client: FlaskClient, owner: User, app_of_owner: Authenticator
) -> None:
    sign_in(client, owner.email)
    assert owner.email not in client.get("/login/code").text
    assert owner.email not in send_code(client, app_of_owner.wrong_code()).text
