"""The second factor: an authenticator app (TOTP, RFC 6238) and recovery codes (R22, ASVS 6.5)."""

from __future__ import annotations

import hmac
import os
import re
import unicodedata
from base64 import b32encode
from dataclasses import dataclass
from urllib.parse import urlsplit

import pyotp
from peewee import IntegrityError

from temoin.accounts import sessions
from temoin.accounts.models import Membership, Organisation, RecoveryCode, SecondFactor, User
from temoin.adapters.sealing import seal, unseal
from temoin.core.errors import Conflict
from temoin.store.base import database
from temoin.web.services import Services

STEP_MS = 30_000
DRIFT_STEPS = 1  # a telephone's clock may be so far off
RECOVERY_CODES = 10
_RECOVERY_BYTES = 15  # 120 bits: a fast hash is enough (ASVS 6.5.2)
_APP_CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class NewFactor:
    """A secret that an app shows codes of, and the step of the code that proved it."""

    secret: str
    step: int


def new_secret() -> str:
    """A fresh secret of 160 bits in base 32."""
    return pyotp.random_base32()


def app_address(secret: str, user: User, base_url: str) -> str:
    """The `otpauth:` address that an app reads from a QR code."""
    issuer = f"Temoin {urlsplit(base_url).hostname or ''}".strip()
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=issuer)


def is_app_code(typed: str) -> bool:
    """Whether this looks like a code of an app; what else was typed may be a recovery code."""
    return _APP_CODE.fullmatch(_squeezed(typed)) is not None


def step_of_code(secret: str, typed: str, now: int) -> int | None:
    """The clock step whose code this is. Each is compared whole, whichever it is."""
    code, found = _squeezed(typed), None
    if not is_app_code(code):
        return None
    here = now // STEP_MS
    for step in range(here - DRIFT_STEPS, here + DRIFT_STEPS + 1):
        if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step), code):
            found = step
    return found


def is_on(user_id: int | None) -> bool:
    """Whether this user signs in with a code."""
    return bool(SecondFactor.select().where(SecondFactor.user == user_id).exists())


def is_missing(user_id: int | None) -> bool:
    """Whether an organisation of the user demands a second factor and there is none."""
    demanding = (
        Membership.select()
        .join(Organisation)
        .where(Membership.user == user_id, Organisation.needs_second_factor)
    )
    return bool(demanding.exists()) and not is_on(user_id)


def users_with(organisation_id: int) -> set[int]:
    """Ids of the members who sign in with a code."""
    members = Membership.select(Membership.user).where(Membership.organisation == organisation_id)
    return {factor.user_id for factor in SecondFactor.select().where(SecondFactor.user << members)}


def switch_on(services: Services, user: User, new: NewFactor) -> list[str]:
    """Demand a code of this app from now on; gives the recovery codes, which are shown once.

    Raises Conflict when there is one already.
    """
    sealed = seal(_key(services), _owner(user.id), new.secret)
    try:
        with database.atomic():
            SecondFactor.create(
                user=user, sealed_secret=sealed, last_step=new.step, created_at=services.now_ms()
            )
            return renew_recovery_codes(user.id)
    except IntegrityError as error:
        raise Conflict("the second factor is switched on already") from error


def switch_off(user_id: int) -> None:
    """Sign in with the password alone from now on."""
    with database.atomic():
        SecondFactor.delete().where(SecondFactor.user == user_id).execute()
        RecoveryCode.delete().where(RecoveryCode.user == user_id).execute()


def renew_recovery_codes(user_id: int) -> list[str]:
    """Fresh recovery codes in clear; those before stop working."""
    codes = [_new_recovery_code() for _ in range(RECOVERY_CODES)]
    rows = [{"user": user_id, "code_hash": _recovery_hash(code)} for code in codes]
    with database.atomic():
        RecoveryCode.delete().where(RecoveryCode.user == user_id).execute()
        RecoveryCode.insert_many(rows).execute()
    return codes


def recovery_codes_left(user_id: int) -> int:
    """How many recovery codes still work."""
    number: int = RecoveryCode.select().where(RecoveryCode.user == user_id).count()
    return number


def take_code(services: Services, user_id: int, typed: str) -> bool:
    """Whether this is a code of the user's app or a recovery code; it does not work again."""
    if not is_app_code(typed):
        mine = (RecoveryCode.user == user_id) & (RecoveryCode.code_hash == _recovery_hash(typed))
        return bool(RecoveryCode.delete().where(mine).execute())
    factor = SecondFactor.get_or_none(SecondFactor.user == user_id)
    secret = factor and unseal(_key(services), _owner(user_id), bytes(factor.sealed_secret))
    step = step_of_code(secret, typed, services.now_ms()) if secret else None
    if step is None:
        return False
    # Of two who send the same code at once, the second one finds the step taken.
    unused = (SecondFactor.user == user_id) & (SecondFactor.last_step < step)
    return bool(SecondFactor.update(last_step=step).where(unused).execute())


def _key(services: Services) -> bytes:
    return services.derived_secret("second factor")


def _owner(user_id: int) -> bytes:
    return f"user {user_id}".encode()


def _new_recovery_code() -> str:
    letters = b32encode(os.urandom(_RECOVERY_BYTES)).decode()
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def _recovery_hash(typed: str) -> bytes:
    return sessions.hash_token(_squeezed(typed).upper())


def _squeezed(typed: str) -> str:
    """As it is kept, however keyboards and people space it."""
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(sign for sign in plain if sign.isalnum())
