"""Organisations, their members, and everything that proves who somebody is."""

from __future__ import annotations

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    ForeignKeyField,
    TextField,
)

from temoin.store.base import BaseModel


class Organisation(BaseModel):
    """A tenant: a site owner, or an agency with its client sites.

    `needs_second_factor` tells whether members get in only with a second factor.
    """

    id = AutoField()
    name = CharField(max_length=200)
    needs_second_factor = BooleanField(default=False)
    created_at = BigIntegerField()


class User(BaseModel):
    """A dashboard login. `password_hash` is empty until the set-up link was used."""

    id = AutoField()
    email = CharField(max_length=254, unique=True)
    password_hash = CharField(max_length=200, default="")
    language = CharField(max_length=8, default="en")
    created_at = BigIntegerField()

    class Meta:
        """`user` is a reserved word in PostgreSQL."""

        table_name = "account_user"


class Membership(BaseModel):
    """What a user may do in an organisation: owner, admin, editor or viewer."""

    id = AutoField()
    organisation = ForeignKeyField(Organisation, on_delete="CASCADE", backref="memberships")
    user = ForeignKeyField(User, on_delete="CASCADE", backref="memberships")
    role = CharField(max_length=10)
    organisation_id: int
    user_id: int

    class Meta:
        """One role each."""

        indexes = ((("organisation", "user"), True),)


class SecondFactor(BaseModel):
    """A user's authenticator app (TOTP, RFC 6238); its secret is kept sealed.

    `last_step` is the clock step of the newest code that was taken, so that none is taken twice.
    """

    user = ForeignKeyField(User, on_delete="CASCADE", primary_key=True)
    sealed_secret = BlobField()
    last_step = BigIntegerField()
    created_at = BigIntegerField()
    user_id: int


class RecoveryCode(BaseModel):
    """Signs its user in once without the app: only the code's SHA-256 is kept."""

    id = AutoField()
    code_hash = BlobField(unique=True)
    user = ForeignKeyField(User, on_delete="CASCADE")


class PendingSignIn(BaseModel):
    """Somebody whose password was right and whose code is awaited.

    Only the token's SHA-256 is kept; `target` is the path to go to afterwards.
    """

    id = AutoField()
    token_hash = BlobField(unique=True)
    user = ForeignKeyField(User, on_delete="CASCADE")
    target = CharField(max_length=500)
    expires_at = BigIntegerField()


class LoginLink(BaseModel):
    """A one-time link to set a password: only the token's SHA-256 is kept (V12)."""

    id = AutoField()
    token_hash = BlobField(unique=True)
    user = ForeignKeyField(User, on_delete="CASCADE", null=True)
    expires_at = BigIntegerField()
    used_at = BigIntegerField(null=True)
    user_id: int | None


class Invitation(BaseModel):
    """A one-time link by which somebody becomes a member: only the token's SHA-256 is kept."""

    id = AutoField()
    token_hash = BlobField(unique=True)
    organisation = ForeignKeyField(Organisation, on_delete="CASCADE")
    email = CharField(max_length=254)
    role = CharField(max_length=10)
    invited_by = ForeignKeyField(User, on_delete="CASCADE")
    created_at = BigIntegerField()
    expires_at = BigIntegerField()
    organisation_id: int
    invited_by_id: int


class Session(BaseModel):
    """A signed-in browser: only the token's SHA-256 is kept; times in UTC ms.

    `device` is the class of browser and system, by which the user tells sessions apart.
    """

    id = AutoField()
    token_hash = BlobField(unique=True)
    user = ForeignKeyField(User, on_delete="CASCADE")
    device = CharField(max_length=80)
    created_at = BigIntegerField()
    seen_at = BigIntegerField()
    expires_at = BigIntegerField()
    user_id: int


class LoginFailure(BaseModel):
    """A failed sign-in, counted per account and per peer (R22); `subject` is a keyed hash."""

    id = AutoField()
    subject = BlobField(index=True)
    at = BigIntegerField(index=True)


class ApiToken(BaseModel):
    """A scoped bearer token of an organisation, shown once, kept as SHA-256 (R21)."""

    id = AutoField()
    organisation = ForeignKeyField(Organisation, on_delete="CASCADE")
    name = CharField(max_length=100)
    token_hash = BlobField(unique=True)
    scopes = TextField()
    created_by = ForeignKeyField(User, on_delete="SET NULL", null=True)
    created_at = BigIntegerField()
    last_used_at = BigIntegerField(null=True)
    revoked_at = BigIntegerField(null=True)
    organisation_id: int
    created_by_id: int | None


TABLES = (
    Organisation,
    User,
    Membership,
    SecondFactor,
    RecoveryCode,
    PendingSignIn,
    LoginLink,
    Invitation,
    Session,
    LoginFailure,
    ApiToken,
)
