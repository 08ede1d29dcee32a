"""What visitors are told where the domains of a site are one group with one choice (CNIL-16)."""

from __future__ import annotations

from temoin.banner.texts import wordings
from temoin.core.origin import without_www
from temoin.sites.published import PublishedSite


def with_scope(site: PublishedSite, language: str, words: str) -> str:
    """Words that ask for a choice name every domain that it is for, whoever wrote them."""
    if not site.shares_choice:
        return words
    names = ", ".join(without_www(site.document.raw["domains"]))
    return f"{words} {wordings(language)['group']['scope'].format(domains=names)}"
