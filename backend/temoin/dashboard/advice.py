"""Remarks on a site's wording and recipients, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from temoin.dashboard.changes import title_of
from temoin.dashboard.form import OWN_TEXTS
from temoin.dashboard.formatting import language_name
from temoin.sites.linting import findings
from temoin.web.wording import t


@dataclass(frozen=True, slots=True)
class Advice:
    """One remark: the form's field, where that is in words, and what to write instead."""

    field: str
    where: str
    sentence: str
    is_error: bool
    place: str


def advice_on(document: Mapping[str, Any]) -> list[Advice]:
    """All remarks on a valid document, what stops publishing first."""
    return [
        Advice(
            field=".".join(finding.path),
            where=_where(document, finding.path),
            sentence=t(finding.key, found=finding.remark.found),
            is_error=finding.is_error,
            place=_place(document, finding.path),
        )
        for finding in findings(document)
    ]


def by_field(document: Mapping[str, Any]) -> dict[str, str]:
    """The remarks beside each field of the form, with their weight."""
    told: dict[str, str] = {}
    for advice in advice_on(document):
        weight = t("wording.error" if advice.is_error else "wording.warning")
        told[advice.field] = f"{told.get(advice.field, '')} {weight} {advice.sentence}".strip()
    return told


def _place(document: Mapping[str, Any], path: tuple[str, ...]) -> str:
    """The page with the field; a purpose that the banner does not ask for has one of its own."""
    if path[0] == "purposes":
        purpose = document["purposes"][int(path[1])]
        if purpose.get("asked") in ("form", "none"):
            return f"purposes/{purpose['key']}"
    return f"edit#{'.'.join(path)}"


def _where(document: Mapping[str, Any], path: tuple[str, ...]) -> str:
    if path[0] == "experiment":
        arm = document["experiment"]["arms"][int(path[2])]["key"]
        return f"{t('results.arm', arm=arm.upper())} – {_where(document, path[3:])}"
    if path[0] == "texts":
        name = t(f"edit.text.{path[2]}") if path[2] in OWN_TEXTS else path[2]
        return f"{language_name(path[1])} – {name}"
    if path[0] in ("controller", "theme"):
        return t(f"edit.{path[0]}_{path[1]}")
    title = title_of(document["purposes"][int(path[1])])
    if path[2] == "vendors":
        return f"{title}, {t('edit.vendors')}"
    return f"{language_name(path[3])} – {title}, {t(f'edit.purpose_{path[2]}')}"
