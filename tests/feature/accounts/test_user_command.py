"""`temoin user …`."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from temoin.accounts.models import Membership, Organisation, User
from tests.feature.command_line import Command
from tests.feature.people import PAGE, PASSWORD, sign_in


def test_a_password_is_read_from_standard_input(command: Command, client: FlaskClient) -> None:
    done = command("user", "add", "Anna@Shop.example", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    assert Membership.get().role == "owner"
    assert sign_in(client, "anna@shop.example").status_code == 303


def test_without_a_password_a_link_to_choose_one_is_printed(
    command: Command, client: FlaskClient
) -> None:
    done = command("user", "add", "anna@shop.example", "--role", "editor", "--json")
    made = json.loads(done.stdout)
    assert (made["role"], Membership.get().role) == ("editor", "editor")
    path = made["link"].removeprefix("http://consent.example")
    assert client.post(path, data={"password": PASSWORD}, headers=PAGE).status_code == 303
    assert sign_in(client, "anna@shop.example").status_code == 303


def test_a_forgotten_password_gets_a_new_link(command: Command, client: FlaskClient) -> None:
    command("user", "add", "anna@shop.example", "--password-stdin", stdin=PASSWORD)
    link = command("user", "link", "ANNA@shop.example").stdout.strip()
    path = link.removeprefix("http://consent.example")
    new = {"password": "eight loud red lanterns"}
    assert client.post(path, data=new, headers=PAGE).status_code == 303
    assert sign_in(client, "anna@shop.example", PASSWORD).status_code == 401


def test_one_person_may_be_in_several_organisations(command: Command) -> None:
    command("user", "add", "anna@shop.example", "--org", "A", "--password-stdin", stdin=PASSWORD)
    hashed = User.get().password_hash
    done = command("user", "add", "anna@shop.example", "--org", "B", "--role", "viewer", "--json")
    assert json.loads(done.stdout)["link"] is None
    assert User.get().password_hash == hashed
    listed = json.loads(command("user", "list", "--json").stdout)
    assert listed == [{"email": "anna@shop.example", "roles": {"A": "owner", "B": "viewer"}}]


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        (["user", "add", "anna"], None, 2),
        (["user", "add", "a@shop.example", "--role", "king"], None, 2),
        (["user", "add", "a@shop.example", "--password-stdin"], "short\n", 1),
        (["user", "add", "a@shop.example", "--password-stdin"], "password1234\n", 1),
        (["user", "add", "a@shop.example", "--password-stdin"], "", 1),
        (["user", "add", "a@shop.example", "--password-stdin"], b"\xff\xfe lanterns \xff", 1),
        (["user", "link", "nobody@shop.example"], None, 1),
    ],
)
def test_what_cannot_be_done_says_so_and_writes_nothing(
    command: Command, words: list[str], stdin: str | bytes | None, code: int
) -> None:
    done = command(*words, stdin=stdin)
    assert done.exit_code == code
    assert done.stderr.strip()
    assert "Traceback" not in done.output
    assert User.select().count() == Organisation.select().count() == 0


def test_a_member_is_not_added_twice(command: Command) -> None:
    command("user", "add", "anna@shop.example")
    again = command("user", "add", "anna@shop.example", "--role", "viewer")
    assert again.exit_code == 1
    assert Membership.get().role == "owner"
