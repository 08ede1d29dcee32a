"""The public log below `/log/<site key>/`: heads, keys, proofs and tiles, as plain text and bytes.

It tells commitments and their order, nothing of what they commit to. Sources: C2SP tlog-tiles.
"""

from __future__ import annotations

import base64
import re

from flask import Blueprint, Flask, Response, request
from flask.typing import ResponseReturnValue

from temoin.accounts.access import public
from temoin.core import ids, merkle
from temoin.core.errors import NotFound, TooLarge
from temoin.core.note import witness_keys
from temoin.ledger import proving
from temoin.ledger.keys import verifiers
from temoin.ledger.models import SiteLog
from temoin.ledger.pages import add_pages
from temoin.ledger.signing import Logs
from temoin.ledger.tree import Tree
from temoin.ledger.witnessing import add_cosignatures
from temoin.web.services import Services

_NAME = re.compile(r"[a-z0-9]{1,32}")
_TILE = re.compile(
    r"(?P<level>entries|[0-9]{1,2})/(?P<number>(?:x[0-9]{3}/){0,4}[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)
UNCHANGING = "public, max-age=31536000, immutable"
BRIEF = "public, max-age=5"
MAX_LEVEL = 7
MAX_NOTE_BYTES = 8192


def register(app: Flask, services: Services, _sites: object) -> None:
    """Add the routes."""
    routes = Blueprint("ledger", __name__, url_prefix="/log/<log>")
    logs = Logs(services)

    @routes.get("/checkpoint")
    @public
    def checkpoint(log: str) -> Response:
        """The newest signed head, with the signatures of witnesses."""
        head = proving.head_of(_log(log).site_id)
        return _text(head.note + head.cosignatures)

    @routes.get("/keys")
    @public
    def keys(log: str) -> Response:
        """The public keys that ever signed this log, one to a line."""
        found = verifiers(logs.origin(_log(log)))
        return _text("".join(f"{verifier.spell()}\n" for verifier in found))

    @routes.get("/proof/<record_id>")
    @public
    def proof(log: str, record_id: str) -> Response:
        """The proof that a consent record is in the log."""
        found, raw = _log(log), ids.from_text(record_id)
        if raw is None:
            raise NotFound("there is no such record")
        leaf = proving.leaf_about(found.site_id, "consent", raw)
        return _text(proving.proof_of(leaf, logs))

    @routes.get("/consistency/<int:old>/<int:new>")
    @public
    def consistency(log: str, old: int, new: int) -> Response:
        """Hashes that prove one size of the log to be a beginning of another, one to a line."""
        hashes = proving.consistency(_log(log).site_id, old, new)
        return _text("".join(f"{base64.b64encode(one).decode()}\n" for one in hashes))

    @routes.get("/tile/<path:tile>")
    @public
    def tile(log: str, tile: str) -> Response:
        """256 hashes of a level, or what is finished of them; `entries` are the leaves."""
        content, is_full = _tile(_log(log), tile)
        answer = Response(content, mimetype="application/octet-stream")
        answer.headers["Cache-Control"] = UNCHANGING if is_full else BRIEF
        return answer

    known = witness_keys(services.settings.log_witnesses)

    @routes.post("/cosignatures")
    @public
    def cosignatures(log: str) -> ResponseReturnValue:
        """A head with the lines of witnesses that saw it; needs no right but their keys."""
        if (request.content_length or 0) > MAX_NOTE_BYTES:
            raise TooLarge(f"at most {MAX_NOTE_BYTES} bytes")
        spelt = request.get_data().decode("utf-8", "replace")
        return {"added": add_cosignatures(_log(log).site_id, spelt, known)}

    app.register_blueprint(routes)
    add_pages(app)


def _log(name: str) -> SiteLog:
    found: SiteLog | None = (
        SiteLog.get_or_none(SiteLog.name == name) if _NAME.fullmatch(name) else None
    )
    if found is None:
        raise NotFound("there is no such log")
    return found


def _tile(log: SiteLog, path: str) -> tuple[bytes, bool]:
    """The bytes of a tile, and whether it is a full one. Only what a head was signed for."""
    parts = _TILE.fullmatch(path)
    if parts is None:
        raise NotFound("there is no such tile")
    is_entries = parts["level"] == "entries"
    level = 0 if is_entries else int(parts["level"])
    first = int(re.sub("[x/]", "", parts["number"])) * merkle.TILE_WIDTH
    width = int(parts["width"] or merkle.TILE_WIDTH)
    there = merkle.finished(log.signed_size, level) if level <= MAX_LEVEL else 0
    if width > merkle.TILE_WIDTH or first + width > there:
        raise NotFound("there is no such tile")
    tree = Tree(log.site_id)
    if is_entries:
        content = b"".join(len(one).to_bytes(2, "big") + one for one in tree.leaves(first, width))
    else:
        content = b"".join(tree(level, first, width))
    return content, parts["width"] is None


def _text(content: str) -> Response:
    answer = Response(content, mimetype="text/plain")
    answer.headers["Cache-Control"] = BRIEF
    return answer
