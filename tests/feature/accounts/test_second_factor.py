"""The second factor of one's own account: set up, changed, kept (R22, GDPR-16, ASVS 6.3.3, 6.5)."""

from __future__ import annotations

import html
from collections.abc import Callable
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask.testing import FlaskClient

from temoin.accounts import second_factor
from temoin.accounts.models import Organisation, RecoveryCode, SecondFactor, User
from temoin.accounts.second_factor import NewFactor
from temoin.core.errors import Conflict
from temoin.web.services import Services
from tests.feature.accounts.authenticator import (
    PATH,
    Authenticator,
    codes_in,
    set_up,
    set_up_form,
)
from tests.feature.people import PASSWORD, Browser, sign_in, value_in

OpenBrowser = Callable[[User], Browser]


@pytest.fixture
def app_of_owner(services: Services, owner: User) -> Authenticator:
    return Authenticator.switched_on(services, owner)


def test_one_code_confirms_the_app_and_recovery_codes_are_shown_once(
    owner: User, browser: OpenBrowser, services: Services
) -> None:
    """GDPR-16."""
    here = browser(owner)
    done = set_up(here, services)
    codes = codes_in(done)
    assert len(codes) == len(set(codes)) == 10
    assert all(len(code) == 29 for code in codes)
    assert done.headers["Cache-Control"] == "no-store"
    assert second_factor.is_on(owner.id)
    page = here.get(PATH).text
    assert "Recovery codes that still work: 10." in page
    assert not any(code in page for code in codes)


def test_the_picture_needs_no_inline_style_or_script(owner: User, browser: OpenBrowser) -> None:
    """R23: the QR code is drawn with attributes alone."""
    page = browser(owner).get(PATH).text
    picture = page.split('<div class="qr"')[1].split("</div>")[0]
    assert "<svg" in picture
    for forbidden in ("style", "<script", "href", "data:", " on"):
        assert forbidden not in picture.split(">", 1)[1]


def test_on_a_telephone_a_link_hands_the_key_to_its_app(owner: User, browser: OpenBrowser) -> None:
    """No camera sees its own screen."""
    page = browser(owner).get(PATH)
    secret = value_in(page, "secret").replace(" ", "")
    link = html.unescape(page.text.split('href="otpauth:')[1].split('"', maxsplit=1)[0])
    place = urlsplit(f"otpauth:{link}")
    assert (place.netloc, unquote(place.path)) == (
        "totp",
        "/Temoin consent.example:owner@shop.example",
    )
    assert parse_qs(place.query) == {"secret": [secret], "issuer": ["Temoin consent.example"]}


def test_what_is_off_already_leads_to_setting_it_up(owner: User, browser: OpenBrowser) -> None:
    """A button pressed twice."""
    here = browser(owner)
    for path in (f"{PATH}/off", f"{PATH}/codes"):
        assert here.post(path, current=PASSWORD, code="000000").location == PATH
    assert RecoveryCode.select().count() == 0


def test_opening_the_page_keeps_nothing(owner: User, browser: OpenBrowser) -> None:
    here = browser(owner)
    first, second = (value_in(here.get(PATH), "secret") for _ in range(2))
    assert first != second
    assert SecondFactor.select().count() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [({"code": "000000"}, "code"), ({"code": ""}, "code"), ({"current": "wrong"}, "current")],
)
def test_a_wrong_code_or_password_switches_nothing_on(
    owner: User, browser: OpenBrowser, services: Services, change: dict[str, str], field: str
) -> None:
    """ASVS 7.5.1: a stolen session cannot lock its owner out."""
    here = browser(owner)
    reply = set_up(here, services, **change)
    assert reply.status_code == 422
    assert f'href="#{field}"' in reply.text
    assert SecondFactor.select().count() == 0


def test_a_secret_of_another_session_is_not_taken(
    owner: User, browser: OpenBrowser, services: Services
) -> None:
    here, elsewhere = browser(owner), browser(owner)
    sealed = set_up_form(elsewhere, services)["set_up"]
    for made_up in (sealed, sealed[:-8] + "AAAAAAA=", "x", "é", ""):
        assert set_up(here, services, set_up=made_up).status_code in (303, 422)
    assert SecondFactor.select().count() == 0


def test_neither_the_secret_nor_recovery_codes_are_readable_in_the_database(
    owner: User, app_of_owner: Authenticator
) -> None:
    """V12: sealed with the installation's secret, and bound to its user."""
    sealed = bytes(SecondFactor.get().sealed_secret)
    assert app_of_owner.secret.encode() not in sealed
    hashes = [bytes(row.code_hash) for row in RecoveryCode.select()]
    assert [len(each) for each in hashes] == [32] * 10


def test_a_sealed_secret_moved_to_another_account_opens_nothing(
    services: Services, owner: User, app_of_owner: Authenticator, organisation: Organisation
) -> None:
    victim: User = User.create(email="victim@shop.example", created_at=0)
    theirs = Authenticator.switched_on(services, victim)
    stolen = SecondFactor.get(SecondFactor.user == owner.id).sealed_secret
    SecondFactor.update(sealed_secret=stolen).where(SecondFactor.user == victim.id).execute()
    for app in (app_of_owner, theirs):
        assert not second_factor.take_code(services, victim.id, app.code())


def test_another_installation_secret_lets_nobody_in_by_the_app(
    services: Services, owner: User, app_of_owner: Authenticator
) -> None:
    """Fails closed; recovery codes still work, as they are only hashed."""
    services.secret = b"another secret"
    assert not second_factor.take_code(services, owner.id, app_of_owner.code())
    assert second_factor.take_code(services, owner.id, app_of_owner.recovery_codes[0])


def test_switching_on_ends_other_sessions(
    owner: User, browser: OpenBrowser, services: Services
) -> None:
    """V14."""
    here, elsewhere = browser(owner), browser(owner)
    assert set_up(here, services).status_code == 200
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


def test_switching_off_takes_password_and_code_and_ends_other_sessions(
    owner: User, browser: OpenBrowser, app_of_owner: Authenticator, client: FlaskClient
) -> None:
    """V14, ASVS 7.5.1."""
    here, elsewhere = browser(owner), browser(owner)
    code = app_of_owner.code()
    for proof in ({"current": "wrong", "code": code}, {"current": PASSWORD, "code": "000000"}):
        assert here.post(f"{PATH}/off", **proof).status_code == 422
    assert second_factor.is_on(owner.id)
    done = here.post(f"{PATH}/off", current=PASSWORD, code=code)
    assert done.location == "/account?done=factor_off"
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert SecondFactor.select().count() == RecoveryCode.select().count() == 0
    assert sign_in(client, owner.email).location == "/"


def test_new_recovery_codes_end_those_before(
    owner: User, browser: OpenBrowser, app_of_owner: Authenticator, services: Services
) -> None:
    here = browser(owner)
    old = app_of_owner.recovery_codes
    reply = here.post(f"{PATH}/codes", current=PASSWORD, code=old[0])
    new = codes_in(reply)
    assert not set(new) & set(old)
    assert not any(second_factor.take_code(services, owner.id, code) for code in old)
    assert second_factor.take_code(services, owner.id, new[0])


def test_a_second_app_is_not_added_over_the_first(
    owner: User, browser: OpenBrowser, services: Services
) -> None:
    here = browser(owner)
    form = set_up_form(here, services)
    set_up(here, services)
    assert here.post(f"{PATH}/on", **form).location == PATH
    kept = bytes(SecondFactor.get().sealed_secret)
    with pytest.raises(Conflict):
        second_factor.switch_on(services, owner, NewFactor("A" * 32, 1))
    assert bytes(SecondFactor.get().sealed_secret) == kept
