"""The forms of the account pages; every message is a wording key."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from temoin.accounts.passwords import MAX_LENGTH
from temoin.accounts.roles import ROLE_NAMES, SCOPE_NAMES
from temoin.accounts.service import clean_email
from temoin.core.text import is_storable


class _Email(fields.String):
    """An address, in lower case."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        return clean_email(super()._deserialize(value, *args, **kwargs))


def _line(limit: int, message: str) -> fields.String:
    """One line of text that is not blank."""

    def check(value: str) -> None:
        is_line = is_storable(value) and not set(value) & set("\t\r\n")
        if not value.strip() or len(value) > limit or not is_line:
            raise ValidationError(message)

    return fields.String(required=True, validate=check, error_messages={"required": message})


def _secret() -> fields.String:
    message = "accounts.error.password"
    length = validate.Length(1, MAX_LENGTH, error=message)
    return fields.String(required=True, validate=length, error_messages={"required": message})


def _email() -> _Email:
    return _Email(required=True, error_messages={"required": "accounts.error.email"})


def _choice(names: tuple[str, ...], message: str) -> fields.String:
    one = validate.OneOf(names, error=message)
    return fields.String(required=True, validate=one, error_messages={"required": message})


class LoginForm(Schema):
    """Signing in. The e-mail is only looked up, so any text will do."""

    email = fields.String(load_default="")
    password = fields.String(load_default="")
    next = fields.String(load_default="/")


class SignInCodeForm(Schema):
    """The second step of signing in: a code of the app or, in its own field, a recovery code."""

    code = fields.String(load_default="")
    recovery = fields.String(load_default="")


class ProofForm(Schema):
    """Who changes the second factor knows the password and a code."""

    current = _secret()
    code = _line(64, "accounts.error.code")


class SwitchOnForm(ProofForm):
    """The same for a new app, with its secret as the page before had sealed it."""

    set_up = _line(200, "accounts.error.code")


class RequireForm(Schema):
    """Whether members need a second factor."""

    required = fields.Boolean(
        load_default=False, error_messages={"invalid": "accounts.error.required"}
    )


class FirstAccountForm(Schema):
    """The first account and its organisation."""

    email = _email()
    password = _secret()
    organisation = _line(200, "accounts.error.organisation")


class PasswordForm(Schema):
    """A password, new or known."""

    password = _secret()


class ChangePasswordForm(Schema):
    """The password of now and the one from now on."""

    current = _secret()
    password = _secret()
    keep_tokens = fields.Boolean(
        load_default=False, error_messages={"invalid": "accounts.error.keep_tokens"}
    )


class LanguageForm(Schema):
    """The language of the pages; which ones exist is known to the wording."""

    language = fields.String(required=True, error_messages={"required": "accounts.error.language"})


class InviteForm(Schema):
    """Whom to invite as what."""

    email = _email()
    role = _choice(ROLE_NAMES, "accounts.error.role")


class RoleForm(Schema):
    """A member's new role."""

    role = _choice(ROLE_NAMES, "accounts.error.role")


class OrganisationForm(Schema):
    """The organisation's name."""

    name = _line(200, "accounts.error.organisation")


class TokenForm(Schema):
    """A new API token."""

    name = _line(100, "accounts.error.token_name")
    scopes = fields.List(
        _choice(SCOPE_NAMES, "accounts.error.scopes"),
        required=True,
        validate=validate.Length(min=1, error="accounts.error.scopes"),
        error_messages={"required": "accounts.error.scopes"},
    )
