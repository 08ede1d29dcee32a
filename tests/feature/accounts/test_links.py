"""One-time links: the first account, a password, an invitation (V12, R24)."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from temoin.accounts import members, service
from temoin.accounts.actor import actor_of
from temoin.accounts.models import Invitation, LoginLink, Membership, Organisation, Session, User
from temoin.accounts.roles import Role
from temoin.accounts.setup import setup_link
from temoin.adapters.clock import now_ms
from temoin.core.errors import NotFound
from temoin.core.period import DAY_S
from temoin.web.services import Services
from tests.feature.conftest import Clock
from tests.feature.people import PAGE, PASSWORD, make_user, sign_in

FIRST = {"email": "Anna@Shop.example", "password": PASSWORD, "organisation": "Anna's shop"}


@pytest.fixture
def first(services: Services) -> str:
    """Path of the link to the first account."""
    link = setup_link(services.settings)
    assert link is not None
    assert link.startswith("http://consent.example/setup/")
    return link.removeprefix("http://consent.example")


def test_the_link_makes_the_first_owner_and_signs_them_in(client: FlaskClient, first: str) -> None:
    reply = client.post(first, data=FIRST, headers={**PAGE, "Accept-Language": "fr"})
    assert (reply.status_code, reply.location) == (303, "/")
    user = User.get()
    assert (user.email, user.language) == ("anna@shop.example", "fr")
    assert user.password_hash.startswith("$argon2id$")
    membership = Membership.get()
    assert (membership.role, membership.organisation.name) == ("owner", "Anna's shop")
    assert client.get("/account", headers=PAGE).status_code == 200


def test_opening_the_link_changes_nothing(client: FlaskClient, first: str) -> None:
    """R24: scanners of mail open links."""
    for _ in range(3):
        assert client.get(first, headers=PAGE).status_code == 200
    assert LoginLink.get().used_at is None
    assert User.select().count() == 0


def test_the_link_works_once(client: FlaskClient, first: str) -> None:
    client.post(first, data=FIRST, headers=PAGE)
    again = {**FIRST, "email": "other@shop.example"}
    assert client.post(first, data=again, headers=PAGE).status_code == 404
    assert client.get(first, headers=PAGE).status_code == 404
    assert User.select().count() == 1


def test_all_links_to_the_first_account_die_with_it(
    client: FlaskClient, services: Services, first: str
) -> None:
    second = setup_link(services.settings)
    assert second is not None
    client.post(first, data=FIRST, headers=PAGE)
    other = {**FIRST, "email": "other@shop.example"}
    path = second.removeprefix("http://consent.example")
    assert client.post(path, data=other, headers=PAGE).status_code == 404
    assert setup_link(services.settings) is None
    assert User.select().count() == 1


def test_the_link_dies_when_an_account_is_made_elsewhere(
    client: FlaskClient, organisation: Organisation, first: str
) -> None:
    service.add_user(organisation, "anna@shop.example", Role.OWNER, None)
    assert client.post(first, data=FIRST, headers=PAGE).status_code == 404


def test_the_link_dies_after_a_day(client: FlaskClient, clock: Clock, first: str) -> None:
    clock.advance(DAY_S + 60)
    assert client.post(first, data=FIRST, headers=PAGE).status_code == 404
    assert User.select().count() == 0


def test_only_the_hash_of_a_link_is_kept(first: str) -> None:
    token = first.rsplit("/", 1)[1]
    assert len(token) >= 43
    assert len(bytes(LoginLink.get().token_hash)) == 32
    assert token.encode() not in bytes(LoginLink.get().token_hash)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "short"}, "at least 12"),
        ({"password": "password1234"}, "Many people"),
        ({"password": "PassWord1234"}, "Many people"),
        ({"password": "ababababababab"}, "Many people"),
        ({"password": "anna@shop.example"}, "Do not use the e-mail"),
        ({"password": "x7" * 300}, "Write a password"),
        ({"password": ""}, "Write a password"),
        ({"email": "anna"}, "Write an e-mail"),
        ({"email": "a@b.example\r\nBcc: x@y.example"}, "Write an e-mail"),
        ({"email": "a" * 250 + "@shop.example"}, "Write an e-mail"),
        ({"organisation": "  "}, "Write a name"),
        ({"organisation": "a\x00b"}, "Write a name"),
        ({"organisation": "a\nb"}, "Write a name"),
        ({"organisation": "a" * 201}, "Write a name"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    client: FlaskClient, first: str, change: dict[str, str], said: str
) -> None:
    reply = client.post(first, data={**FIRST, **change}, headers=PAGE)
    assert reply.status_code == 422
    assert said in reply.text
    assert 'aria-invalid="true"' in reply.text
    assert PASSWORD not in reply.text
    assert User.select().count() == 0


@pytest.mark.parametrize("field", ["role", "id", "created_at", "password_hash", "user_id"])
def test_no_field_more_is_taken(client: FlaskClient, first: str, field: str) -> None:
    """V25."""
    assert client.post(first, data={**FIRST, field: "1"}, headers=PAGE).status_code == 422
    assert User.select().count() == 0


def test_another_site_cannot_send_the_form(client: FlaskClient, first: str) -> None:
    """V9: forms before signing in have no session to bind a token to."""
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert client.post(first, data=FIRST, headers={**PAGE, **headers}).status_code == 403
        assert sign_in(client, "a@shop.example", headers=headers).status_code == 403
    assert User.select().count() == 0
    for headers in ({"Origin": "http://consent.example"}, {"Origin": "http://localhost"}):
        assert sign_in(client, "a@shop.example", headers=headers).status_code == 401


def test_a_password_link_works_once_and_ends_sessions(
    client: FlaskClient, organisation: Organisation
) -> None:
    user = make_user("anna@shop.example", {organisation: Role.OWNER})
    sign_in(client, user.email)
    path = f"/setup/{service.new_link(user, now_ms())}"
    other = client.application.test_client()
    assert "anna@shop.example" in other.get(path, headers=PAGE).text
    new = {"password": "eight loud red lanterns"}
    assert other.post(path, data=new, headers=PAGE).status_code == 303
    assert other.post(path, data=new, headers=PAGE).status_code == 404
    assert client.get("/account", headers=PAGE).status_code == 302
    assert Session.select().count() == 1
    assert sign_in(client, user.email, new["password"]).status_code == 303


def test_a_newer_password_link_ends_the_earlier_one(client: FlaskClient) -> None:
    user = make_user("anna@shop.example")
    old, new = (service.new_link(user, now_ms()) for _ in range(2))
    assert client.get(f"/setup/{old}", headers=PAGE).status_code == 404
    assert client.get(f"/setup/{new}", headers=PAGE).status_code == 200


@pytest.mark.parametrize("token", ["x", "%00", "a" * 3000, "é", "..", "' or 1=1 --"])
def test_made_up_links_are_over(client: FlaskClient, first: str, token: str) -> None:
    for kind in ("setup", "invite"):
        reply = client.get(f"/{kind}/{token}", headers={**PAGE, "Accept-Language": "fr"})
        assert reply.status_code == 404
        assert "Ce lien ne fonctionne plus" in reply.text


def invite(organisation: Organisation, inviter: User, email: str, role: Role) -> str:
    token = members.invite(actor_of(inviter), organisation, email, role, now_ms())
    return f"/invite/{token}"


def test_an_invited_person_makes_an_account_and_is_a_member(
    client: FlaskClient, organisation: Organisation, owner: User
) -> None:
    path = invite(organisation, owner, "bob@shop.example", Role.EDITOR)
    assert "Our shop" in client.get(path, headers=PAGE).text
    assert client.post(path, data={"password": "short"}, headers=PAGE).status_code == 422
    assert client.post(path, data={"password": PASSWORD}, headers=PAGE).status_code == 303
    bob = User.get(User.email == "bob@shop.example")
    assert Membership.get(Membership.user == bob.id).role == "editor"
    assert client.post(path, data={"password": PASSWORD}, headers=PAGE).status_code == 404


def test_an_invitation_opens_no_account_that_exists(
    client: FlaskClient,
    organisation: Organisation,
    owner: User,
    stranger_organisation: Organisation,
) -> None:
    """V14: the link alone gives no access to an account, nor sets its password."""
    bob = make_user("bob@shop.example", {stranger_organisation: Role.OWNER})
    path = invite(organisation, owner, bob.email, Role.VIEWER)
    wrong = client.post(path, data={"password": "eight loud red lanterns"}, headers=PAGE)
    assert wrong.status_code == 422
    assert Membership.select().where(Membership.user == bob.id).count() == 1
    assert client.post(path, data={"password": PASSWORD}, headers=PAGE).status_code == 303
    assert Membership.select().where(Membership.user == bob.id).count() == 2


def test_an_invitation_does_not_take_over_an_account_without_password(
    client: FlaskClient,
    organisation: Organisation,
    owner: User,
    stranger_organisation: Organisation,
) -> None:
    """V14: an account that the operator made is for whoever holds the operator's link."""
    service.add_user(stranger_organisation, "bob@shop.example", Role.OWNER, None)
    path = invite(organisation, owner, "bob@shop.example", Role.VIEWER)
    assert client.post(path, data={"password": PASSWORD}, headers=PAGE).status_code == 422
    assert User.get(User.email == "bob@shop.example").password_hash == ""


def test_guessing_a_password_through_an_invitation_is_limited(
    client: FlaskClient, organisation: Organisation, owner: User
) -> None:
    """R22."""
    make_user("bob@shop.example")
    path = invite(organisation, owner, "bob@shop.example", Role.VIEWER)
    statuses = [
        client.post(path, data={"password": f"guess {turn} lanterns"}, headers=PAGE).status_code
        for turn in range(12)
    ]
    assert statuses == [422] * 10 + [429] * 2


def test_an_invitation_ends_with_the_rights_of_who_invited(
    organisation: Organisation, owner: User
) -> None:
    """V14."""
    admin = make_user("admin@shop.example", {organisation: Role.ADMIN})
    token = members.invite(actor_of(admin), organisation, "b@shop.example", Role.ADMIN, now_ms())
    assert members.open_invitation(token, now_ms()).role == "admin"
    Membership.update(role="editor").where(Membership.user == admin.id).execute()
    with pytest.raises(NotFound):
        members.open_invitation(token, now_ms())
    Membership.update(role="admin").where(Membership.user == admin.id).execute()
    members.remove(actor_of(owner), organisation, admin.id, now_ms())
    assert Invitation.select().count() == 0


def test_an_invitation_ends_after_a_week(
    client: FlaskClient, organisation: Organisation, owner: User, clock: Clock
) -> None:
    path = invite(organisation, owner, "bob@shop.example", Role.EDITOR)
    clock.advance(7 * DAY_S + 60)
    assert client.post(path, data={"password": PASSWORD}, headers=PAGE).status_code == 404
