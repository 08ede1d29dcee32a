"""Passwords: what may be one, and slow hashes that tell nothing by their timing (R22, ASVS 6.2)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from temoin.accounts import guessing
from temoin.accounts.models import User

MIN_LENGTH = 12
MAX_LENGTH = 512

_HASHER = PasswordHasher()


def weakness_of(
    password: str, email: str, base_url: str, organisations: Iterable[str]
) -> str | None:
    """Wording key of what makes this no good password, None when nothing does.

    `organisations` are the names of those that the person belongs to.
    """
    folded = _normal(password).casefold()
    if len(folded) < MIN_LENGTH:
        return "accounts.password.too_short"
    if len(folded) > MAX_LENGTH:
        return "accounts.password.too_long"
    if folded == email.casefold():
        return "accounts.password.is_email"
    if guessing.is_common(folded):
        return "accounts.password.too_common"
    if guessing.name_within(folded, guessing.names_around(email, base_url, organisations)):
        return "accounts.password.has_name"
    return None


def hash_password(password: str) -> str:
    """The argon2id hash, its parameters inside."""
    return _HASHER.hash(_normal(password))


def matches(password: str, user: User | None) -> bool:
    """Whether this is the user's password.

    For nobody, or an account without a password, a hash of nothing is computed all the same, so
    the time taken does not tell which accounts exist (ASVS 6.3.8).
    """
    dummy = _dummy_hash()
    known = user.password_hash if user is not None else ""
    try:
        _HASHER.verify(known or dummy, _normal(password)[:MAX_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return bool(known)


def needs_rehash(user: User) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(user.password_hash)


@cache
def _dummy_hash() -> str:
    return _HASHER.hash("nobody has this password")


def _normal(password: str) -> str:
    """One spelling for one text: keyboards compose é in two ways (NIST SP 800-63B 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
