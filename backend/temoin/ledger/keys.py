"""The keys that sign heads: made at first need, sealed in the database, replaced by rotation."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from temoin.adapters.sealing import seal, unseal
from temoin.core.errors import Unavailable
from temoin.core.note import ED25519, Signature, Verifier
from temoin.ledger.models import LogKey
from temoin.store.base import database

_OWNER = b"log key"


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs now."""

    private: Ed25519PrivateKey
    public: bytes

    def sign(self, origin: str, text: str) -> Signature:
        """The signature line of a log's own key over a note's text (C2SP signed-note)."""
        verifier = Verifier(origin, ED25519, self.public)
        return Signature(origin, verifier.key_id, self.private.sign(text.encode()))


def signers(secret: bytes, now_ms: int) -> list[Signer]:
    """The keys in force, oldest first; the first one is made when there is none.

    Raises Unavailable when a key was sealed with another secret of the installation.
    """
    found = _in_force()
    if not found:
        with database.atomic():
            # Two processes that start together must not both make the first key.
            _lock()
            found = _in_force() or [_make(secret, now_ms)]
    return [_unsealed(secret, key) for key in found]


def rotate(secret: bytes, now_ms: int) -> None:
    """Begin to sign with a new key; those from before sign beside it until they are retired."""
    with database.atomic():
        _lock()
        _make(secret, now_ms)


def retire(now_ms: int) -> int:
    """Stop signing with every key but the newest; gives how many were retired."""
    newest = LogKey.select(LogKey.id).order_by(LogKey.id.desc()).limit(1)
    kept = [key.id for key in newest]
    stale = LogKey.retired_at.is_null() & LogKey.id.not_in(kept)
    return int(LogKey.update(retired_at=now_ms).where(stale).execute())


def verifiers(origin: str) -> list[Verifier]:
    """The public keys of a log, those retired too, because old heads stay verifiable."""
    keys = LogKey.select().order_by(LogKey.id)
    return [Verifier(origin, ED25519, bytes(key.public)) for key in keys]


def is_signed(verifier: Verifier, text: str, signature: Signature) -> bool:
    """Whether the signature is this key's over the text."""
    return is_by(verifier, signature) and verifies(verifier, signature.signed, text.encode())


def is_by(verifier: Verifier, signature: Signature) -> bool:
    """Whether the line names this key; it may be forged all the same."""
    return (signature.name, signature.key_id) == (verifier.name, verifier.key_id)


def verifies(verifier: Verifier, signed: bytes, message: bytes) -> bool:
    """Whether these 64 bytes are the key's signature of the message (RFC 8032)."""
    try:
        Ed25519PublicKey.from_public_bytes(verifier.public).verify(signed, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _in_force() -> list[LogKey]:
    return list(LogKey.select().where(LogKey.retired_at.is_null()).order_by(LogKey.id))


def _lock() -> None:
    """Hold all other makers of keys until the transaction ends; SQLite has one writer anyway."""
    if database.param == "%s":
        database.execute_sql("lock table log_key in share row exclusive mode")


def _make(secret: bytes, now_ms: int) -> LogKey:
    private = Ed25519PrivateKey.generate()
    sealed = seal(secret, _OWNER, private.private_bytes_raw().hex())
    made: LogKey = LogKey.create(
        public=private.public_key().public_bytes_raw(), private=sealed, made_at=now_ms
    )
    return made


def _unsealed(secret: bytes, key: LogKey) -> Signer:
    opened = unseal(secret, _OWNER, bytes(key.private))
    if opened is None:
        raise Unavailable(
            "the signing key was sealed with another TEMOIN_SECRET_KEY",
            hint="set the secret of before, or run `temoin log rotate-key --retire-others`",
        )
    return Signer(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(opened)), bytes(key.public))
