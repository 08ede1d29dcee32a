"""`temoin user …`: accounts as the operator of the machine makes them."""

from __future__ import annotations

import json
import sys

import click
from marshmallow import ValidationError

from temoin.accounts import passwords, second_factor, service, sessions
from temoin.accounts.models import Membership, Organisation, User
from temoin.accounts.roles import ROLE_NAMES, Role
from temoin.accounts.setup import default_organisation
from temoin.adapters import clock
from temoin.core.errors import InvalidInput, NotFound
from temoin.settings import Settings, load
from temoin.store.base import database
from temoin.store.migrating import migrate
from temoin.store.opening import open_database

_WEAK = {
    "accounts.password.too_short": f"at least {passwords.MIN_LENGTH} characters",
    "accounts.password.too_long": f"at most {passwords.MAX_LENGTH} characters",
    "accounts.password.is_email": "not the e-mail address itself",
    "accounts.password.too_common": "not one of the passwords that everybody tries first",
    "accounts.password.has_name": "without the name of the person, the organisation or the site",
}


def _open() -> Settings:
    settings = load()
    migrate(open_database(settings.database))
    return settings


@click.group(name="user")
def user_group() -> None:
    """Make accounts, links to choose a password, and let locked-out people in."""


@user_group.command()
@click.argument("email")
@click.option("--role", default=Role.OWNER.label, show_default=True, type=click.Choice(ROLE_NAMES))
@click.option("--org", default=None, help="organisation (made when missing; default: the first)")
@click.option("--password-stdin", is_flag=True, help="read the password from standard input")
@click.option("--json", "as_json", is_flag=True)
def add(email: str, role: str, org: str | None, password_stdin: bool, as_json: bool) -> None:
    """Make an account, or make one a member of another organisation.

    Without a password given, prints a link to choose one.
    """
    settings = _open()
    address = _address(email)
    password = _read_password() if password_stdin else None
    with database.atomic():
        organisation = default_organisation(org)
        if password is not None:
            _refuse_weak(password, address, settings.base_url, organisation)
        user = service.add_user(organisation, address, Role.named(role), password)
        link = None if password or user.password_hash else _link(settings, user)
    if as_json:
        made = {"email": address, "role": role, "organisation": organisation.name, "link": link}
        click.echo(json.dumps(made, ensure_ascii=False))
        return
    click.echo(f"{address} is {role} of {organisation.name}")
    if link:
        click.echo(f"Choose the password here (the link works once, for 24 hours):\n  {link}")


@user_group.command()
@click.argument("email")
@click.option("--json", "as_json", is_flag=True)
def link(email: str, as_json: bool) -> None:
    """A link to choose a new password, for somebody who forgot theirs."""
    settings = _open()
    user = _user(email)
    made = _link(settings, user)
    click.echo(json.dumps({"email": user.email, "link": made}) if as_json else made)


@user_group.command(name="reset-second-factor")
@click.argument("email")
@click.option("--json", "as_json", is_flag=True)
def reset_second_factor(email: str, as_json: bool) -> None:
    """Let somebody in with the password alone who lost the app and the recovery codes.

    Their sessions end. Where the organisation demands a second factor, they set up a new one first.
    """
    _open()
    user = _user(email)
    was_on = second_factor.is_on(user.id)
    with database.atomic():
        second_factor.switch_off(user.id)
        sessions.end_all(user.id)
    if as_json:
        click.echo(json.dumps({"email": user.email, "was_on": was_on}))
        return
    state = "is switched off" if was_on else "was off already"
    click.echo(f"the second factor of {user.email} {state}; all sessions are ended")


@user_group.command(name="list")
@click.option("--json", "as_json", is_flag=True)
def list_users(as_json: bool) -> None:
    """All accounts with their roles."""
    _open()
    described = [(user.email, _roles(user)) for user in User.select().order_by(User.email)]
    if as_json:
        rows = [{"email": address, "roles": roles} for address, roles in described]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for address, roles in described:
        click.echo(f"{address}  {', '.join(f'{role} of {name}' for name, role in roles.items())}")


def _user(email: str) -> User:
    user = service.user_of(email)
    if user is None:
        raise NotFound(f"there is no account {email}")
    return user


def _roles(user: User) -> dict[str, str]:
    """Role by name of organisation."""
    joined = Membership.select(Membership, Organisation).join(Organisation)
    return {row.organisation.name: row.role for row in joined.where(Membership.user == user.id)}


def _address(text: str) -> str:
    try:
        return service.clean_email(text)
    except ValidationError as error:
        raise click.BadParameter(f"{text!r} is no e-mail address", param_hint="EMAIL") from error


def _read_password() -> str:
    """The first line of standard input."""
    try:
        password = sys.stdin.readline().rstrip("\r\n")
        password.encode()
    except UnicodeError as error:
        raise InvalidInput("the password is not in UTF-8") from error
    return password


def _refuse_weak(password: str, email: str, base_url: str, organisation: Organisation) -> None:
    weakness = passwords.weakness_of(password, email, base_url, [organisation.name])
    if weakness:
        raise InvalidInput(f"choose another password: {_WEAK[weakness]}")


def _link(settings: Settings, user: User) -> str:
    return f"{settings.base_url}/setup/{service.new_link(user, clock.now_ms())}"
