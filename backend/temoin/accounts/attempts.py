"""Limits on signing in: per account and per peer, kept under keyed hashes (R22, V20).

An attempt is written down before the password is looked at and taken back when it was right, so
that many attempts at once cannot slip through between counting and writing.
"""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass

from flask import request

from temoin.accounts.models import LoginFailure
from temoin.core.address import client_address
from temoin.core.errors import TooMany
from temoin.store.base import database
from temoin.web.services import Services

WINDOW_MS = 15 * 60_000
PER_ACCOUNT = 10
PER_PEER = 30


@dataclass(frozen=True, slots=True)
class _Limit:
    subject: bytes
    most: int


def note_attempt(services: Services, email: str) -> None:
    """Count one attempt at this account from the current peer.

    Raises TooMany, in the same words whether or not the account exists.
    """
    now = services.now_ms()
    with database.atomic():
        LoginFailure.delete().where(LoginFailure.at <= now - WINDOW_MS).execute()
        for limit in _limits(services, email):
            _refuse_beyond(limit, now)
            LoginFailure.create(subject=limit.subject, at=now)


def forget_attempts(services: Services, email: str) -> None:
    """The password was right: neither the account nor the peer keeps this try against itself."""
    account, peer = _limits(services, email)
    with database.atomic():
        LoginFailure.delete().where(LoginFailure.subject == account.subject).execute()
        last = LoginFailure.select().where(LoginFailure.subject == peer.subject)
        newest = last.order_by(LoginFailure.id.desc()).first()
        if newest is not None:
            newest.delete_instance()


def _refuse_beyond(limit: _Limit, now: int) -> None:
    mine = LoginFailure.select().where(LoginFailure.subject == limit.subject)
    over = mine.order_by(LoginFailure.at.desc()).offset(limit.most - 1).first()
    if over is not None:
        wait_s = max(1, -(-(over.at + WINDOW_MS - now) // 1000))
        raise TooMany("too many attempts to sign in: wait a few minutes", wait_s)


def _limits(services: Services, email: str) -> tuple[_Limit, _Limit]:
    secret = services.derived_secret("login attempts")
    peer = client_address(
        request.remote_addr or "",
        request.headers.get("X-Forwarded-For", ""),
        services.settings.trusted_proxies,
    )
    return (
        _Limit(_keyed(secret, f"account {email}"), PER_ACCOUNT),
        _Limit(_keyed(secret, f"peer {_network(peer)}"), PER_PEER),
    )


def _network(peer: str | None) -> str:
    """One IPv6 customer holds at least a /64: counting single addresses would count nothing."""
    if peer and ":" in peer:
        return str(ipaddress.ip_network((peer, 64), strict=False))
    return str(peer)


def _keyed(secret: bytes, subject: str) -> bytes:
    return hmac.digest(secret, subject.encode("utf-8", "replace"), "sha256")
