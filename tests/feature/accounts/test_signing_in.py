"""Signing in and out, sessions and their end (R22, R23, V14)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask import Flask
from flask.testing import FlaskClient

from temoin.accounts import passwords
from temoin.accounts.models import ApiToken, LoginFailure, Organisation, Session, User
from temoin.accounts.roles import TokenScope
from temoin.accounts.signing_in import safe_target
from temoin.app import create_app
from temoin.web.services import Services
from tests.feature.conftest import Clock
from tests.feature.people import PAGE, PASSWORD, Browser, make_token, make_user, sign_in

OpenBrowser = Callable[[User], Browser]


def test_signing_in_opens_the_dashboard_and_signing_out_closes_it(
    client: FlaskClient, owner: User
) -> None:
    reply = sign_in(client, owner.email)
    assert (reply.status_code, reply.location) == (303, "/")
    page = client.get("/account", headers=PAGE)
    assert page.status_code == 200
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/logout", data={"csrf_token": token}, headers=PAGE).status_code == 303
    assert client.get("/account", headers=PAGE).location == "/login?next=%2Faccount"
    assert Session.select().count() == 0


def test_the_session_cookie_is_unreadable_for_scripts_and_other_sites(
    client: FlaskClient, owner: User
) -> None:
    """R23."""
    cookie = sign_in(client, owner.email).headers["Set-Cookie"]
    assert cookie.startswith("temoin_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie


def test_over_tls_the_cookie_is_secure_and_bound_to_the_host(
    services: Services, owner: User
) -> None:
    """R23: `__Host-`."""
    services.settings = replace(services.settings, base_url="https://consent.example")
    client = client_of(services)
    cookie = sign_in(client, owner.email).headers["Set-Cookie"]
    assert cookie.startswith("__Host-temoin=")
    assert "Secure" in cookie
    assert "Path=/" in cookie


def test_only_the_hash_of_a_session_is_kept(client: FlaskClient, owner: User) -> None:
    """V12."""
    token = sign_in(client, owner.email).headers["Set-Cookie"].split("=")[1].split(";")[0]
    assert len(token) >= 43
    assert token.encode() not in bytes(Session.get().token_hash)


def test_signing_in_never_keeps_the_token_that_was_there_before(
    client: FlaskClient, owner: User
) -> None:
    """Session fixation (ASVS 7.2.4)."""
    first = sign_in(client, owner.email).headers["Set-Cookie"]
    second = sign_in(client, owner.email).headers["Set-Cookie"]
    assert first != second
    assert Session.select().count() == 1


@pytest.mark.parametrize(
    ("hours_idle", "is_open"), [(11.9, True), (12.1, False)], ids=["in time", "too long"]
)
def test_a_session_ends_after_twelve_hours_without_use(
    app: Flask, owner: User, clock: Clock, hours_idle: float, is_open: bool
) -> None:
    browser = Browser(app, owner)
    clock.advance(hours_idle * 3600)
    assert (browser.get("/account").status_code == 200) is is_open


def test_a_session_in_use_ends_after_fourteen_days(app: Flask, owner: User, clock: Clock) -> None:
    browser = Browser(app, owner)
    for _ in range(27):
        clock.advance(12 * 3600 - 60)
        assert browser.get("/account").status_code == 200
    clock.advance(12 * 3600 - 60)
    clock.advance(3600)
    assert browser.get("/account").status_code == 302


def test_known_and_unknown_accounts_get_the_same_answer(client: FlaskClient, owner: User) -> None:
    """R22: no enumeration; the answers differ in the address that was typed, nothing else."""
    known = sign_in(client, owner.email, "wrong password here")
    unknown = sign_in(client, "nobody@shop.example", "wrong password here")
    assert known.status_code == unknown.status_code == 401
    assert known.text.replace(owner.email, "") == unknown.text.replace("nobody@shop.example", "")


def test_an_account_without_a_password_cannot_sign_in(client: FlaskClient) -> None:
    User.create(email="new@shop.example", created_at=0)
    for attempt in ("", PASSWORD, "nobody has this password"):
        assert sign_in(client, "new@shop.example", attempt).status_code == 401


@pytest.mark.slow
def test_the_same_slow_hash_is_computed_for_accounts_that_do_not_exist(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R22: equal work, so equal time; a hash of the same cost is verified for nobody too."""
    hasher, costs = PasswordHasher(), []

    class Counting:
        def hash(self, password: str) -> str:
            return hasher.hash(password)

        def verify(self, hashed: str, password: str) -> bool:
            costs.append(extract_parameters(hashed))
            return hasher.verify(hashed, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    for user in (owner, None, User(email="invited@shop.example", password_hash="")):
        assert not passwords.matches("a wrong password", user)
    assert len(costs) == 3
    assert costs[0] == costs[1] == costs[2]


def test_ten_wrong_passwords_lock_an_account_for_a_while(
    client: FlaskClient, owner: User, clock: Clock
) -> None:
    """R22, GDPR-16: the limit of an account, wherever the attempts come from."""
    for turn in range(10):
        wrong = sign_in(client, owner.email, "wrong", environ_overrides=_peer(f"198.51.100.{turn}"))
        assert wrong.status_code == 401
    limited = sign_in(client, owner.email, environ_overrides=_peer("203.0.113.9"))
    assert limited.status_code == 429
    assert 1 <= int(limited.headers["Retry-After"]) <= 900
    clock.advance(15 * 60 + 1)
    assert sign_in(client, owner.email).status_code == 303


def test_the_limit_tells_nothing_about_the_account(client: FlaskClient, owner: User) -> None:
    """R22."""
    replies = {}
    for email in (owner.email, "nobody@shop.example"):
        for turn in range(11):
            peer = _peer(f"198.51.100.{turn}")
            replies[email] = sign_in(client, email, "wrong", environ_overrides=peer)
    known, unknown = replies.values()
    assert known.status_code == unknown.status_code == 429
    assert known.text.replace(owner.email, "") == unknown.text.replace("nobody@shop.example", "")


def test_a_thousand_forged_proxy_headers_do_not_evade_the_limit(client: FlaskClient) -> None:
    """V20: one peer, another account and another X-Forwarded-For each time."""
    statuses = [
        sign_in(
            client,
            f"someone{turn}@shop.example",
            "wrong",
            headers={"X-Forwarded-For": f"10.{turn // 250}.{turn % 250}.1"},
            environ_overrides=_peer("198.51.100.7"),
        ).status_code
        for turn in range(1000)
    ]
    assert statuses == [401] * 30 + [429] * 970


def test_behind_a_trusted_proxy_each_visitor_has_a_limit_of_their_own(
    services: Services, owner: User
) -> None:
    services.settings = replace(services.settings, trusted_proxies=1)
    client = client_of(services)
    for turn in range(31):
        headers = {"X-Forwarded-For": "6.6.6.6, 198.51.100.7"}
        sign_in(client, f"someone{turn}@shop.example", "wrong", headers=headers)
    same = sign_in(client, owner.email, headers={"X-Forwarded-For": "7.7.7.7, 198.51.100.7"})
    other = sign_in(client, owner.email, headers={"X-Forwarded-For": "6.6.6.6, 198.51.100.8"})
    assert (same.status_code, other.status_code) == (429, 303)


def test_addresses_and_accounts_of_failed_attempts_are_not_readable(
    client: FlaskClient, owner: User
) -> None:
    """R25: only keyed hashes are kept."""
    sign_in(client, owner.email, "wrong", environ_overrides=_peer("198.51.100.7"))
    kept = b"".join(bytes(row.subject) for row in LoginFailure.select())
    assert len(kept) == 64
    assert b"198" not in kept
    assert b"owner" not in kept


def test_the_right_password_clears_the_count(client: FlaskClient, owner: User) -> None:
    for round_ in range(2):
        for turn in range(9):
            peer = _peer(f"198.51.{round_}.{turn}")
            assert sign_in(client, owner.email, "wrong", environ_overrides=peer).status_code == 401
        assert sign_in(client, owner.email).status_code == 303


def test_a_hash_with_old_parameters_is_made_anew(client: FlaskClient, owner: User) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    User.update(password_hash=weak.hash(PASSWORD)).execute()
    assert sign_in(client, owner.email).status_code == 303
    assert "m=1024" not in User.get().password_hash
    assert sign_in(client, owner.email).status_code == 303


def test_changing_the_password_ends_other_sessions_and_tokens(
    app: Flask, owner: User, organisation: Organisation, browser: OpenBrowser
) -> None:
    """V14."""
    here, elsewhere = browser(owner), browser(owner)
    make_token(organisation, TokenScope.SITES_READ)
    ApiToken.update(created_by=owner).execute()
    reply = here.post("/account/password", current=PASSWORD, password="eight loud red lanterns")
    assert reply.location == "/account?done=password"
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert ApiToken.get().revoked_at is not None
    client = app.test_client()
    assert sign_in(client, owner.email, PASSWORD).status_code == 401
    assert sign_in(client, owner.email, "eight loud red lanterns").status_code == 303


def test_tokens_stay_when_their_maker_says_so(
    owner: User, organisation: Organisation, browser: OpenBrowser
) -> None:
    make_token(organisation, TokenScope.SITES_READ)
    ApiToken.update(created_by=owner).execute()
    browser(owner).post(
        "/account/password",
        current=PASSWORD,
        password="eight loud red lanterns",
        keep_tokens="true",
    )
    assert ApiToken.get().revoked_at is None


def test_a_password_is_changed_only_by_who_knows_it(owner: User, browser: OpenBrowser) -> None:
    """ASVS 7.5.1."""
    before = User.get().password_hash
    reply = browser(owner).post(
        "/account/password", current="wrong", password="eight loud red lanterns"
    )
    assert reply.status_code == 422
    assert User.get().password_hash == before


def test_a_session_can_be_ended_from_the_list(owner: User, browser: OpenBrowser) -> None:
    """ASVS 7.5.2."""
    here, elsewhere = browser(owner), browser(owner)
    assert "Firefox" in here.get("/account").text
    there = Session.select().order_by(Session.id.desc()).first()
    assert here.post(f"/account/sessions/{there.id}/end").status_code == 303
    assert elsewhere.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_nobody_ends_a_session_of_somebody_else(owner: User, browser: OpenBrowser) -> None:
    victim = browser(owner)
    other = browser(make_user("other@shop.example"))
    session = Session.get(Session.user == owner.id)
    assert other.post(f"/account/sessions/{session.id}/end").status_code == 404
    assert victim.get("/account").status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        " //evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "http://consent.example@evil.example/",
        "/a\r\nSet-Cookie: x=1",
        "",
        "/" + "a" * 600,
    ],
)
def test_signing_in_goes_to_no_other_site(target: str) -> None:
    """V24."""
    assert safe_target(target) == "/"


def test_signing_in_goes_back_to_the_page_asked_for(client: FlaskClient, owner: User) -> None:
    away = client.get("/account?tab=1", headers=PAGE).location
    assert 'name="next" value="/account?tab=1"' in client.get(away, headers=PAGE).text
    reply = sign_in(client, owner.email, data={"next": "/account?tab=1"})
    assert reply.location == "/account?tab=1"


def test_programs_are_told_401_where_people_are_sent_to_sign_in(client: FlaskClient) -> None:
    reply = client.get("/account", headers={"Accept": "application/json"})
    assert (reply.status_code, reply.mimetype) == (401, "application/problem+json")


def client_of(services: Services) -> FlaskClient:
    """A browser of an application whose settings were changed."""
    app = create_app(services=services)
    app.config["TESTING"] = True
    return app.test_client()


def _peer(address: str) -> dict[str, str]:
    return {"REMOTE_ADDR": address}
