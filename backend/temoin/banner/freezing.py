"""A snippet frozen with all its files, so that a page can name it with its hash (WEB-02).

What is published later does not reach such pages, nor do corrections of the service's own code:
the owner freezes again and changes the tag. So it is made on demand, beside the usual snippet.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

from temoin.banner.composing import embeds, first_layer, first_layer_config, gate, panel, policy
from temoin.banner.frameworks import has_tcf
from temoin.banner.models import FrozenFile
from temoin.core.errors import InvalidInput
from temoin.sites.models import Site
from temoin.sites.published import PublishedSite
from temoin.store.base import database

FIRST = "first.js"
PLACE = "frozen"
_ADDRESS = re.compile(rf"/t/([a-z0-9]{{1,32}})/{PLACE}/([0-9a-f]{{16}})/([a-z]+\.js)")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A frozen snippet as an owner sees it, with the tag to paste."""

    version: str
    revision: int
    language: str
    frozen_at: int
    tag: str


def is_freezable(site: PublishedSite) -> bool:
    """Whether one file serves every visitor for good.

    Other regimes and A/B tests give visitors different bytes, which one hash cannot name; IAB
    Europe's list of vendors must not be an old one (TCF-09).
    """
    return site.is_same_for_all and not has_tcf(site)


def freeze(site: PublishedSite, language: str, base_url: str, now_ms: int) -> str:
    """Keep the snippet as it is now; gives its version, the same one for the same content.

    Raises InvalidInput for a site that cannot be frozen and a language that it does not speak.
    """
    if not is_freezable(site) or language not in site.languages:
        raise InvalidInput("this site cannot be frozen", {"language": ["not one of the site's"]})
    version, files = _files(site, language, base_url)
    with database.atomic():
        for name, content in files.items():
            FrozenFile.insert(
                site=site.id,
                version=version,
                name=name,
                language=language,
                revision=site.number,
                content=content,
                frozen_at=now_ms,
            ).on_conflict_ignore().execute()
    return version


def frozen_of(site: Site, base_url: str) -> list[Frozen]:
    """What was frozen of a site, the newest first."""
    rows = (
        FrozenFile.select()
        .where((FrozenFile.site == site.id) & (FrozenFile.name == FIRST))
        .order_by(FrozenFile.frozen_at.desc())
        .limit(10)
    )
    return [
        Frozen(
            row.version,
            row.revision,
            row.language,
            row.frozen_at,
            _tag(f"{base_url}{_address(site.key, row.version, FIRST)}", bytes(row.content)),
        )
        for row in rows
    ]


def frozen_file(path: str) -> bytes | None:
    """The bytes of a file by the path of its address; None when there is no such file."""
    found = _ADDRESS.fullmatch(path)
    if found is None:
        return None
    key, version, name = found.groups()
    row = (
        FrozenFile.select(FrozenFile.content)
        .join(Site)
        .where((Site.key == key) & (FrozenFile.version == version) & (FrozenFile.name == name))
        .first()
    )
    return bytes(row.content) if row else None


def _files(site: PublishedSite, language: str, base_url: str) -> tuple[str, dict[str, bytes]]:
    """Version and files by name; the first layer looks for the modules beside itself."""
    regime = site.regimes.strictest
    first = first_layer(site, language, base_url, regime)
    modules = {
        "panel.js": panel(site, language, regime),
        "embeds.js": embeds(site, language),
        "gate.js": gate(),
        "policy.js": policy(site, language, base_url),
    }
    version = hashlib.sha256(first + b"".join(modules.values())).hexdigest()[:16]
    usual = first_layer_config(site, language, base_url, regime)["panel"]
    here = _address(site.key, version, "panel.js")
    return version, {FIRST: first.replace(usual.encode(), here.encode()), **modules}


def _address(key: str, version: str, name: str) -> str:
    return f"/t/{key}/{PLACE}/{version}/{name}"


def _tag(address: str, content: bytes) -> str:
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    return (
        f'<script src="{address}" integrity="sha384-{digest}" crossorigin="anonymous" async>'
        "</script>"
    )
