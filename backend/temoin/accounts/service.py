"""Making accounts: the first owner, by a one-time link, and by the operator's command line."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import ValidationError, validate

from temoin.accounts import passwords, sessions
from temoin.accounts.models import LoginLink, Membership, Organisation, User
from temoin.accounts.roles import Role
from temoin.adapters import clock
from temoin.core.errors import Conflict, NotFound
from temoin.core.period import DAY_MS
from temoin.core.text import is_storable
from temoin.store.base import database

LINK_MS = DAY_MS
_EMAIL = validate.Email()


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a person fills in for the first account."""

    email: str
    password: str
    organisation: str
    language: str


def clean_email(text: str) -> str:
    """The address by which an account is known, in lower case.

    Raises ValidationError for anything that is no address.
    """
    email = text.strip().lower()
    if len(email) > 254:
        raise ValidationError("accounts.error.email")
    try:
        _EMAIL(email)
    except ValidationError as error:
        raise ValidationError("accounts.error.email") from error
    return email


def user_of(email: str) -> User | None:
    """The account of an address, however it is written."""
    address = email.strip().lower()
    if len(address) > 254 or not is_storable(address):
        return None  # PostgreSQL fails on a NUL instead of finding nothing
    found: User | None = User.get_or_none(User.email == address)
    return found


def organisation_names(user: User) -> list[str]:
    """Names of the organisations that the user is a member of."""
    joined = Membership.select(Membership, Organisation).join(Organisation)
    return [member.organisation.name for member in joined.where(Membership.user == user.id)]


def open_link(token: str, now: int) -> LoginLink:
    """An unused link, with its user if it has one.

    Raises NotFound when it is used, out of date, unknown, or meant for a first account that
    exists by now.
    """
    is_open = LoginLink.used_at.is_null() & (LoginLink.expires_at > now)
    link: LoginLink | None = LoginLink.get_or_none(
        (LoginLink.token_hash == sessions.hash_token(token)) & is_open
    )
    if link is None or (link.user_id is None and User.select().exists()):
        raise NotFound("this link does not work any more: ask for a new one")
    return link


def make_first_account(token: str, new: NewAccount, now: int) -> User:
    """The first owner with an organisation; the link and all others like it stop working.

    Raises NotFound when the link does not work any more.
    """
    password_hash = passwords.hash_password(new.password)
    with database.atomic():
        # Marking the links comes first: of two people who send at once, the second one waits here
        # and then finds none.
        unused = LoginLink.user.is_null() & LoginLink.used_at.is_null()
        link = LoginLink.token_hash == sessions.hash_token(token)
        still_open = LoginLink.select().where(link & unused & (LoginLink.expires_at > now)).exists()
        marked = LoginLink.update(used_at=now).where(unused).execute()
        if not still_open or not marked or User.select().exists():
            raise NotFound("this link does not work any more: ask for a new one")
        user: User = User.create(
            email=new.email, password_hash=password_hash, language=new.language, created_at=now
        )
        organisation = Organisation.create(name=new.organisation, created_at=now)
        Membership.create(organisation=organisation, user=user, role=Role.OWNER.label)
    return user


def set_password_by_link(token: str, password: str, now: int) -> User:
    """Give the link's user this password; the link is used up and all sessions end.

    Raises NotFound when the link does not work any more.
    """
    link = open_link(token, now)
    user = link.user
    if user is None:
        raise NotFound("this link makes the first account, not a password")
    password_hash = passwords.hash_password(password)
    with database.atomic():
        unused = (LoginLink.id == link.id) & LoginLink.used_at.is_null()
        if not LoginLink.update(used_at=now).where(unused).execute():
            raise NotFound("this link does not work any more: ask for a new one")
        User.update(password_hash=password_hash).where(User.id == user.id).execute()
        sessions.end_all(user.id)
    return user


def new_link(user: User | None, now: int) -> str:
    """The token of a fresh link to choose a password; earlier ones of the same user end.

    Without a user it makes the first account.
    """
    if user is not None:
        LoginLink.delete().where(LoginLink.user == user.id).execute()
    LoginLink.delete().where(LoginLink.expires_at <= now).execute()
    token = clock.new_token()
    LoginLink.create(token_hash=sessions.hash_token(token), user=user, expires_at=now + LINK_MS)
    return token


def add_user(organisation: Organisation, email: str, role: Role, password: str | None) -> User:
    """A member as the operator makes one, without a password until a link was used.

    Somebody with an account elsewhere keeps it and becomes a member here too. Raises Conflict for
    a member, and for a password given to an account that exists.
    """
    now = clock.now_ms()
    hashed = passwords.hash_password(password) if password is not None else ""
    with database.atomic():
        user = user_of(email)
        if user is None:
            user = User.create(email=email, password_hash=hashed, created_at=now)
        elif password is not None:
            raise Conflict(f"{email} has an account already: it keeps its password")
        membership = (Membership.organisation == organisation.id) & (Membership.user == user.id)
        if Membership.select().where(membership).exists():
            raise Conflict(f"{email} is a member of {organisation.name} already")
        Membership.create(organisation=organisation, user=user, role=role.label)
    return user
