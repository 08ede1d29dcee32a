"""Publishing notices: refused while an item is missing, kept as they were read, never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from temoin.core.errors import InvalidInput
from temoin.ledger.appending import append
from temoin.notices.cookies import cookie_policy
from temoin.notices.logged import leaf_of
from temoin.notices.models import NoticeVersion
from temoin.notices.privacy import privacy_notice
from temoin.notices.writing import FALLBACK, Block, spoken
from temoin.purposes.completeness import NOTICE, Gap, gaps_of_controller, gaps_of_purpose
from temoin.purposes.facts import told_of
from temoin.purposes.sentences import sentence
from temoin.sites.models import Site
from temoin.sites.service import published_document
from temoin.store.ambient import ambient
from temoin.store.base import database

KINDS = ("cookies", "privacy")
# What the cookie policy says of a purpose and of the controller.
IN_COOKIES = frozenset({"title", "text", "exemption", "controller.name", "controller.contact"})


def compose(kind: str, document: Mapping[str, Any], language: str, now_ms: int) -> list[Block]:
    """A notice as it would be published now."""
    if kind == "cookies":
        return list(cookie_policy(document, language))
    day = datetime.fromtimestamp(now_ms / 1000, UTC).date()
    return list(privacy_notice(document, language, day))


def missing(kind: str, document: Mapping[str, Any]) -> list[tuple[str, Gap]]:
    """What a notice lacks in the languages that it is written in, each with its purpose's key."""
    languages = spoken(document)
    found = [("", gap) for gap in gaps_of_controller(document["controller"], languages)]
    for purpose in told_of({**document, "languages": languages}):
        found += [(purpose["key"], gap) for gap in gaps_of_purpose(purpose, languages)]
    return [
        (key, gap)
        for key, gap in found
        if NOTICE in gap.needed and (kind == "privacy" or gap.field in IN_COOKIES)
    ]


def publish_notice(
    site: Site, kind: str, now_ms: int, user_id: int | None = None
) -> list[NoticeVersion]:
    """New versions of a notice in all its languages, from what is published of the site.

    A language whose text is the same as before gets no new version. Raises InvalidInput naming
    what is missing (GDPR-09).
    """
    document = published_document(site).raw
    gaps = missing(kind, document)
    if gaps:
        fields = {f"{key}.{gap.field}".lstrip("."): _said(gap) for key, gap in gaps}
        raise InvalidInput("the notice is not complete", fields)
    told = {**document, "languages": spoken(document)}
    with database.atomic():
        # Writing first makes a second publisher wait here, so that no two take the same number.
        Site.update(published_number=Site.published_number).where(Site.id == site.id).execute()
        made = (_publish(site, kind, told, tag, now_ms, user_id) for tag in told["languages"])
        return [version for version in made if version is not None]


def latest(site_id: int, kind: str, language: str) -> NoticeVersion | None:
    """The version in force in a language."""
    return next(iter(versions(site_id, kind, language)), None)


def versions(site_id: int, kind: str, language: str) -> list[NoticeVersion]:
    """All versions in a language, the newest first."""
    return list(
        NoticeVersion.select()
        .where(
            (NoticeVersion.site == site_id)
            & (NoticeVersion.kind == kind)
            & (NoticeVersion.language == language)
        )
        .order_by(NoticeVersion.number.desc())
    )


def published_languages(site_id: int, kind: str) -> list[str]:
    """Languages in which a notice was published."""
    rows = (
        NoticeVersion.select(NoticeVersion.language)
        .where((NoticeVersion.site == site_id) & (NoticeVersion.kind == kind))
        .distinct()
    )
    return sorted(row.language for row in rows)


def blocks_of(version: NoticeVersion) -> list[Block]:
    """The blocks of a version, as they were published."""
    blocks: list[Block] = json.loads(version.content)
    return blocks


def _publish(
    site: Site,
    kind: str,
    document: Mapping[str, Any],
    language: str,
    now_ms: int,
    user_id: int | None,
) -> NoticeVersion | None:
    blocks = compose(kind, document, language, now_ms)
    content = json.dumps(blocks, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    content_hash = hashlib.sha256(content.encode()).hexdigest()
    before = latest(site.id, kind, language)
    if before is not None and before.content_hash == content_hash:
        return None
    made: NoticeVersion = NoticeVersion.create(
        site=site.id,
        kind=kind,
        language=language,
        number=before.number + 1 if before else 1,
        content=content,
        content_hash=content_hash,
        published_at=now_ms,
        published_by=user_id,
    )
    append(ambient(), [leaf_of(made, site.key)])
    return made


def _said(gap: Gap) -> list[str]:
    what = sentence(FALLBACK, gap.key)
    if not gap.language:
        return [what]
    return [sentence(FALLBACK, "purposes.gap_in_language", what=what, language=gap.language)]
