"""Members and tokens: nobody grants what they lack, and what is taken away is gone (V14)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from temoin.accounts.models import ApiToken, Invitation, Membership, Organisation, User
from temoin.accounts.roles import Role, TokenScope
from tests.feature.people import Browser, make_token, make_user, value_in

OpenBrowser = Callable[[User], Browser]
ROLES = list(Role)


@pytest.fixture
def admin(organisation: Organisation, owner: User) -> User:
    return make_user("admin@shop.example", {organisation: Role.ADMIN})


@pytest.fixture
def editor(organisation: Organisation, owner: User) -> User:
    return make_user("editor@shop.example", {organisation: Role.EDITOR})


@pytest.fixture
def path(organisation: Organisation) -> str:
    return f"/organisations/{organisation.id}"


def role_of(user: User) -> str | None:
    found = Membership.get_or_none(Membership.user == user.id)
    return found.role if found else None


def test_inviting_shows_the_link_once(browser: OpenBrowser, owner: User, path: str) -> None:
    page = browser(owner).post(f"{path}/members/invite", email="Bob@Shop.example", role="editor")
    link = value_in(page, "link")
    assert link.startswith("http://consent.example/invite/")
    later = browser(owner).get(f"{path}/members")
    assert "bob@shop.example" in later.text
    assert link not in later.text
    assert link.rsplit("/", 1)[1].encode() not in bytes(Invitation.get().token_hash)


def test_a_withdrawn_invitation_is_over(
    browser: OpenBrowser, client: FlaskClient, owner: User, path: str
) -> None:
    page = browser(owner).post(f"{path}/members/invite", email="bob@shop.example", role="editor")
    link = value_in(page, "link").removeprefix("http://consent.example")
    assert client.get(link).status_code == 200
    number = Invitation.get().id
    assert browser(owner).post(f"{path}/invitations/{number}/withdraw").status_code == 303
    assert client.get(link).status_code == 404


def test_a_member_is_not_invited_again(browser: OpenBrowser, owner: User, path: str) -> None:
    page = browser(owner).post(f"{path}/members/invite", email=owner.email, role="viewer")
    assert page.status_code == 409
    assert Invitation.select().count() == 0


@pytest.mark.parametrize("role", ROLES)
def test_an_admin_gives_no_role_above_their_own(
    browser: OpenBrowser, admin: User, editor: User, path: str, role: Role
) -> None:
    invited = browser(admin).post(f"{path}/members/invite", email="b@shop.example", role=role.label)
    changed = browser(admin).post(f"{path}/members/{editor.id}/role", role=role.label)
    allowed = role <= Role.ADMIN
    assert (invited.status_code, changed.status_code) == ((200, 303) if allowed else (403, 403))
    assert role_of(editor) == (role.label if allowed else "editor")
    assert Invitation.select().count() == int(allowed)


def test_an_admin_touches_no_owner(
    browser: OpenBrowser, admin: User, owner: User, organisation: Organisation, path: str
) -> None:
    make_user("second@shop.example", {organisation: Role.OWNER})
    assert browser(admin).post(f"{path}/members/{owner.id}/role", role="viewer").status_code == 403
    assert browser(admin).post(f"{path}/members/{owner.id}/remove").status_code == 403
    assert browser(admin).post(f"{path}/name", name="Mine").status_code == 403
    assert role_of(owner) == "owner"


def test_the_last_owner_stays(browser: OpenBrowser, owner: User, admin: User, path: str) -> None:
    for role in ("admin", "viewer"):
        reply = browser(owner).post(f"{path}/members/{owner.id}/role", role=role)
        assert reply.status_code == 409
    assert browser(owner).post(f"{path}/members/{owner.id}/remove").status_code == 409
    assert role_of(owner) == "owner"
    browser(owner).post(f"{path}/members/{admin.id}/role", role="owner")
    assert browser(owner).post(f"{path}/members/{owner.id}/remove").status_code == 303
    assert role_of(owner) is None


def test_a_removed_member_is_out_at_once(
    browser: OpenBrowser,
    owner: User,
    admin: User,
    organisation: Organisation,
    path: str,
    client: FlaskClient,
) -> None:
    """V14: sessions end, and tokens that they made and may have copied."""
    theirs = browser(admin)
    page = theirs.post(f"{path}/tokens", name="Report", scopes=["sites:read"])
    token = value_in(page, "token")
    call = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/sites", headers=call).status_code == 200
    assert browser(owner).post(f"{path}/members/{admin.id}/remove").status_code == 303
    assert theirs.get("/account").status_code == 302
    assert client.get("/api/v1/sites", headers=call).status_code == 401


@pytest.mark.parametrize(("role", "keeps"), [("owner", True), ("editor", False)])
def test_a_changed_role_works_at_once(
    browser: OpenBrowser, owner: User, admin: User, path: str, role: str, keeps: bool
) -> None:
    """R22, V14: sign in again; tokens stay only while one may make them."""
    theirs = browser(admin)
    theirs.post(f"{path}/tokens", name="Report", scopes=["sites:write"])
    assert browser(owner).post(f"{path}/members/{admin.id}/role", role=role).status_code == 303
    assert theirs.get(f"{path}/members").status_code == 302
    assert (ApiToken.get().revoked_at is None) is keeps


def test_tokens_of_other_organisations_stay_when_a_member_is_removed(
    browser: OpenBrowser, owner: User, admin: User, stranger_organisation: Organisation, path: str
) -> None:
    Membership.create(organisation=stranger_organisation, user=admin, role="admin")
    there = f"/organisations/{stranger_organisation.id}/tokens"
    browser(admin).post(there, name="Report", scopes=["sites:read"])
    browser(owner).post(f"{path}/members/{admin.id}/remove")
    assert ApiToken.get().revoked_at is None


def test_a_token_is_shown_once_and_kept_as_a_hash(
    browser: OpenBrowser, owner: User, path: str, client: FlaskClient
) -> None:
    """R21."""
    page = browser(owner).post(f"{path}/tokens", name="Report", scopes=["sites:read", "stats:read"])
    token = value_in(page, "token")
    assert token.startswith("tmn_")
    assert page.headers["Cache-Control"] == "no-store"
    assert token not in browser(owner).get(f"{path}/tokens").text
    assert token.encode() not in bytes(ApiToken.get().token_hash)
    assert ApiToken.get().last_used_at is None
    call = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/sites", headers=call).status_code == 200
    assert ApiToken.get().last_used_at is not None
    browser(owner).post(f"{path}/tokens/{ApiToken.get().id}/revoke")
    assert client.get("/api/v1/sites", headers=call).status_code == 401
    assert "Report" not in browser(owner).get(f"{path}/tokens").text


@pytest.mark.parametrize(
    "form",
    [
        {"name": "Report"},
        {"name": "", "scopes": ["sites:read"]},
        {"name": "Report", "scopes": ["everything"]},
        {"name": "Report", "scopes": ["sites:read", "everything"]},
        {"name": "Report", "scopes": ["sites:read"], "organisation": "2"},
        {"name": "Report", "scopes": ["sites:read"], "created_by": "1"},
    ],
)
def test_a_bad_token_form_makes_none(
    browser: OpenBrowser, owner: User, path: str, form: dict[str, str]
) -> None:
    """V25."""
    assert browser(owner).post(f"{path}/tokens", **form).status_code == 422
    assert ApiToken.select().count() == 0


@pytest.mark.parametrize("number", ["0", "999", str(2**31 - 1), str(10**30), "x"])
def test_ghost_numbers_are_not_found(
    browser: OpenBrowser, owner: User, path: str, number: str
) -> None:
    here = browser(owner)
    for target in (
        f"/organisations/{number}/members/invite",
        f"{path}/members/{number}/role",
        f"{path}/members/{number}/remove",
        f"{path}/invitations/{number}/withdraw",
        f"{path}/tokens/{number}/revoke",
        f"/account/sessions/{number}/end",
    ):
        form = {"role": "viewer"} if target.endswith("role") else {}
        assert here.post(target, **form).status_code == 404, target


def test_nobody_reaches_rows_of_another_organisation_through_their_own(
    browser: OpenBrowser, owner: User, stranger_organisation: Organisation, path: str
) -> None:
    """R20: mixed ids."""
    stranger = make_user("stranger@other.example", {stranger_organisation: Role.OWNER})
    make_token(stranger_organisation, TokenScope.SITES_READ)
    there = f"/organisations/{stranger_organisation.id}/members/invite"
    browser(stranger).post(there, email="new@other.example", role="viewer")
    here = browser(owner)
    assert here.post(f"{path}/tokens/{ApiToken.get().id}/revoke").status_code == 404
    assert here.post(f"{path}/invitations/{Invitation.get().id}/withdraw").status_code == 404
    assert here.post(f"{path}/members/{stranger.id}/remove").status_code == 404
    assert here.post(f"{path}/members/{stranger.id}/role", role="viewer").status_code == 404
    assert ApiToken.get().revoked_at is None
    assert Invitation.select().count() == 1
    assert role_of(stranger) == "owner"


def test_an_owner_renames_the_organisation(
    browser: OpenBrowser, owner: User, organisation: Organisation, path: str
) -> None:
    assert browser(owner).post(f"{path}/name", name="New <b>name</b>").status_code == 303
    page = browser(owner).get(f"{path}/members").text
    assert "New &lt;b&gt;name&lt;/b&gt;" in page
    assert "<b>name" not in page


def test_the_pages_speak_the_language_of_the_reader(
    browser: OpenBrowser, owner: User, path: str
) -> None:
    here = browser(owner)
    assert here.post("/account/language", language="xx").status_code == 422
    assert here.post("/account/language", language="fr").status_code == 303
    assert "Membres" in here.get(f"{path}/members").text
    assert "Jetons d’API" in here.get(f"{path}/tokens").text
    assert "Votre compte" in here.get("/account").text
