"""Limits on signing in: per account and per peer, kept under keyed hashes (R22, V20).

An attempt is written down before the password or code is looked at and taken back when it was
right, so that many attempts at once cannot slip through between counting and writing.
"""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass
from enum import StrEnum

from flask import request

from temoin.accounts.models import LoginFailure
from temoin.core.address import client_address
from temoin.core.errors import TooMany
from temoin.core.period import DAY_MS
from temoin.store.base import database
from temoin.web.services import Services

WINDOW_MS = 15 * 60_000
PER_ACCOUNT = 10
PER_PEER = 30
CODES_PER_DAY = 30  # three of a million codes work at a time: 1 in 10,000 who try so finds one


class Proof(StrEnum):
    """What is tried, each counted for itself: guessing codes locks no recovery code."""

    PASSWORD = "account"  # noqa: S105 -- the name of a counter
    APP_CODE = "app code"
    RECOVERY_CODE = "recovery code"


@dataclass(frozen=True, slots=True)
class _Limit:
    subject: bytes
    most: int
    window_ms: int = WINDOW_MS


def note_attempt(services: Services, email: str, proof: Proof = Proof.PASSWORD) -> None:
    """Count one attempt at this account from the current peer.

    Raises TooMany, in the same words whether or not the account exists.
    """
    now = services.now_ms()
    account, peer = _account(services, email, proof), _peer(services)
    limits = [_Limit(account, PER_ACCOUNT), _Limit(peer, PER_PEER)]
    if proof is Proof.APP_CODE:
        limits.append(_Limit(account, CODES_PER_DAY, DAY_MS))
    with database.atomic():
        LoginFailure.delete().where(LoginFailure.at <= now - DAY_MS).execute()
        for limit in limits:
            _refuse_beyond(limit, now)
        for subject in (account, peer):
            LoginFailure.create(subject=subject, at=now)


def forget_attempts(services: Services, email: str, proof: Proof = Proof.PASSWORD) -> None:
    """It was right: neither the account nor the peer keeps this try against itself."""
    account, peer = _account(services, email, proof), _peer(services)
    with database.atomic():
        LoginFailure.delete().where(LoginFailure.subject == account).execute()
        last = LoginFailure.select().where(LoginFailure.subject == peer)
        newest = last.order_by(LoginFailure.id.desc()).first()
        if newest is not None:
            newest.delete_instance()


def _refuse_beyond(limit: _Limit, now: int) -> None:
    within = (LoginFailure.subject == limit.subject) & (LoginFailure.at > now - limit.window_ms)
    mine = LoginFailure.select().where(within)
    over = mine.order_by(LoginFailure.at.desc()).offset(limit.most - 1).first()
    if over is not None:
        wait_s = max(1, -(-(over.at + limit.window_ms - now) // 1000))
        raise TooMany("too many attempts to sign in: wait a few minutes", wait_s)


def _account(services: Services, email: str, proof: Proof) -> bytes:
    return _keyed(services, f"{proof.value} {email}")


def _peer(services: Services) -> bytes:
    address = client_address(
        request.remote_addr or "",
        request.headers.get("X-Forwarded-For", ""),
        services.settings.trusted_proxies,
    )
    return _keyed(services, f"peer {_network(address)}")


def _network(peer: str | None) -> str:
    """One IPv6 customer holds at least a /64: counting single addresses would count nothing."""
    if peer and ":" in peer:
        return str(ipaddress.ip_network((peer, 64), strict=False))
    return str(peer)


def _keyed(services: Services, subject: str) -> bytes:
    secret = services.derived_secret("login attempts")
    return hmac.digest(secret, subject.encode("utf-8", "replace"), "sha256")
