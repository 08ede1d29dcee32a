"""Pictures of the first layer of what is published, each committed to in the log (CNIL-17)."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from peewee import IntegrityError

from temoin.adapters.browser import find_browser, picture_of
from temoin.banner.composing import first_layer_config, module
from temoin.banner.models import RevisionPicture
from temoin.core.canonical import canonical
from temoin.core.feature import Job, LeafKind
from temoin.ledger.appending import append, new_leaf
from temoin.ledger.models import LogLeaf
from temoin.sites.document import SiteDocument
from temoin.sites.models import Site
from temoin.sites.published import PublishedSite, PublishedSites, published
from temoin.store.ambient import ambient
from temoin.store.base import database
from temoin.web.services import Services

KIND = "picture"
# A page that could be anybody's, and nothing of which is asked from anywhere.
_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "script-src 'unsafe-inline'; style-src 'unsafe-inline'\">"
    "<style>html{{color-scheme:light}}body{{margin:0;background:#fff}}"
    "i{{display:block;height:9rem;margin:1rem;border-radius:8px;background:#eff1f4}}</style>"
    "</head><body><main aria-hidden=true><i></i><i></i><i></i><i></i></main>"
    "<script>{script}</script></body></html>"
)


class Screen(NamedTuple):
    """What a picture is taken on, in CSS pixels."""

    kind: str
    width: int
    height: int


SCREENS = (Screen("desktop", 1280, 800), Screen("phone", 390, 844))


def take_pictures(services: Services, sites: PublishedSites, now_ms: int) -> str | None:
    """Take what is missing of the revisions that visitors see now.

    Of an earlier one none is made up: the code that drew it may have changed since.
    """
    executable = find_browser(services.settings.chromium)
    if executable is None:
        return None
    taken = 0
    for site in _without_picture():
        shown = sites.get(site.key)
        if services.is_stopping or shown is None:
            break
        page = page_of(site, shown)
        for screen in SCREENS if page else ():
            content = picture_of(executable, page, screen.width, screen.height)
            taken += keep(site, shown.number, screen.kind, content, now_ms)
    return f"{taken} pictures" if taken else None


def page_of(site: Site, shown: PublishedSite) -> str:
    """A page with the first layer, light and in the site's first language, that can ask nobody.

    Empty where the site's pages draw it themselves.
    """
    raw = shown.document.raw
    if raw["headless"]:
        return ""
    if raw["theme"]["scheme"] == "auto":
        raw = {**raw, "theme": {**raw["theme"], "scheme": "light"}}
    lit = published(site, shown.number, SiteDocument(raw))
    language, regime = lit.languages[0], lit.regimes.strictest
    config = first_layer_config(lit, language, "", regime)
    script = module(config, "temoin.js").decode()
    return _PAGE.format(language=html.escape(language), script=script)


def keep(site: Site, number: int, kind: str, content: bytes, now_ms: int) -> bool:
    """Store a picture with its leaf; whether it was not there yet."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        with database.atomic():
            made = RevisionPicture.create(
                site=site.id,
                revision=number,
                kind=kind,
                content=content,
                sha256=digest,
                taken_at=now_ms,
            )
            append(
                ambient(),
                [new_leaf(site.id, KIND, reference(number, kind), _spelt(made, site.key))],
            )
    except IntegrityError:  # another process was faster
        return False
    return True


def reference(number: int, kind: str) -> bytes:
    """How a leaf names a picture."""
    return number.to_bytes(8, "big") + kind.encode()


def _without_picture() -> Iterator[Site]:
    """Sites whose published revision lacks a picture."""
    for site in Site.select(Site.id, Site.key, Site.published_number).order_by(Site.id):
        of_now = (RevisionPicture.site == site.id) & (
            RevisionPicture.revision == site.published_number
        )
        if RevisionPicture.select().where(of_now).count() < len(SCREENS):
            yield site


def _spelt(picture: RevisionPicture, site_key: str) -> bytes:
    return canonical(
        {
            "at": picture.taken_at,
            "kind": KIND,
            "revision": picture.revision,
            "screen": picture.kind,
            "sha256": picture.sha256,
            "site": site_key,
        }
    )


def _statements(site_id: int, site_key: str, refs: Sequence[bytes]) -> Mapping[bytes, bytes]:
    """What was committed to about these pictures, as the table has them now."""
    numbers = {int.from_bytes(ref[:8], "big") for ref in refs}
    rows = RevisionPicture.select().where(
        (RevisionPicture.site == site_id) & RevisionPicture.revision.in_(numbers)
    )
    return {
        reference(row.revision, row.kind): _spelt(row, site_key)
        for row in rows
        if hashlib.sha256(row.content).hexdigest() == row.sha256
    }


def _unlogged(site_id: int) -> int:
    count = RevisionPicture.select().where(RevisionPicture.site == site_id).count()
    logged = LogLeaf.select().where((LogLeaf.site == site_id) & (LogLeaf.kind == KIND)).count()
    return max(int(count) - int(logged), 0)


LEAF = LeafKind(KIND, _statements, _unlogged)
JOB = Job("take-pictures", 60, take_pictures)
