"""What is wrong with a document, in the reader's language, by the name of the form's field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from temoin.core.errors import InvalidInput
from temoin.dashboard.changes import title_of
from temoin.purposes.completeness import Gap
from temoin.sites.attaching import gaps_before_adding
from temoin.sites.document import LIMITS, SiteDocument, load_document
from temoin.sites.frameworks import CONTRAST
from temoin.sites.theme import CHOICES, TEXT_CONTRAST, contrast
from temoin.web.wording import t

_PURPOSE = re.compile(r"purposes\.\d+")
_HEX = re.compile(r"#[0-9a-f]{6}")
_LENGTHS = {
    "title": "title",
    "text": "sentence",
    "detail": "detail",
    "name": "name",
    "controller": "name",
}
SHAPE_CONTRAST = 3
Problems = dict[str, str]


def check(
    raw: dict[str, Any], before: SiteDocument | None = None
) -> tuple[SiteDocument | None, Problems]:
    """The valid document, or None and one sentence for each field that is wrong.

    A recipient that `before` does not have needs a purpose that is described.
    """
    try:
        document = load_document(raw)
        found = undescribed(before, document) if before else {}
        return (None if found else document), found
    except InvalidInput as error:
        found = {path: _sentence(path) for path in _paths("", error.fields)}
        # One colour may be wrong for two reasons: both are told, whichever was found first.
        is_on = bool(raw["frameworks"]["tcf"]["cmp_id"])
        found |= contrast_problems(raw["theme"], CONTRAST if is_on else TEXT_CONTRAST)
        return None, found


def undescribed(before: SiteDocument, document: SiteDocument) -> Problems:
    """What the purposes lack that would get recipients."""
    found = gaps_before_adding(before, document)
    purposes = document.raw["purposes"]
    return {
        f"purposes.{number}.vendors": t(
            "purposes.incomplete", purpose=title_of(purposes[number]), what=listed(gaps)
        )
        for number, gaps in found.items()
    }


def listed(gaps: Iterable[Gap]) -> str:
    """What is missing, in the reader's language."""
    return "; ".join(dict.fromkeys(t(gap.key) for gap in gaps))


def contrast_problems(theme: Mapping[str, Any], of_texts: float = TEXT_CONTRAST) -> Problems:
    """Colours that cannot be read on each other, in plain words; broken colours are left out."""
    found: Problems = {}
    for path, palette in (("theme", theme), ("theme.dark", theme["dark"])):
        for front, back, least, key in (
            ("text", "background", of_texts, "text"),
            ("accent_text", "accent", of_texts, "button"),
            ("accent", "background", SHAPE_CONTRAST, "shape"),
        ):
            ratio = _ratio(palette[front], palette[back])
            if ratio is not None and ratio < least:
                sentence = t(f"edit.contrast.{key}", ratio=_decimal(ratio), least=_decimal(least))
                found.setdefault(f"{path}.{front}", sentence)
    return found


def _ratio(front: str, back: str) -> float | None:
    if not _HEX.fullmatch(front) or not _HEX.fullmatch(back):
        return None
    return contrast(front, back)


def _decimal(value: float) -> str:
    # Rounded down, so that 4.46 is not told as "4.5 but 4.5 is needed".
    return f"{int(value * 10) / 10:.1f}".replace(".", t("format.decimal"))


def _sentence(path: str) -> str:
    head, _, rest = path.partition(".")
    last = path.split(".")[2] if head == "purposes" and path.count(".") >= 2 else ""
    if head == "experiment":
        return t("experiment.error")
    if head in ("domains", "policy_url", "languages", "regimes"):
        return t(f"edit.error.{head}")
    if head == "frameworks":
        return t("edit.error.country" if rest == "tcf.country" else "edit.error.cmp_id")
    if head == "theme":
        kind = "logo" if rest == "logo" else "shape" if rest in ("radius", *CHOICES) else "colour"
        return t(f"edit.error.{kind}")
    if head == "purposes" and last in ("", "key", "vendors"):
        return t(f"edit.error.purpose_{last or 'list'}")
    return t("edit.error.words", n=LIMITS[_LENGTHS.get(last or head, "detail")])


def _paths(path: str, node: object) -> Iterator[str]:
    """Names of the form's fields behind marshmallow's nested messages."""
    if not isinstance(node, Mapping):
        yield _field(path)
        return
    for name, inner in node.items():
        # marshmallow tells of a mapping's key and value apart; the form has one field for both.
        is_part = name in ("key", "value") and not _PURPOSE.fullmatch(path)
        deeper = path if is_part else f"{path}.{name}"
        yield from _paths(deeper.lstrip("."), inner)


def _field(path: str) -> str:
    parts = path.split(".")
    if parts[0] in ("domains", "languages"):
        return parts[0]
    if parts[0] == "purposes" and len(parts) > 3 and parts[2] == "vendors":
        return ".".join(parts[:3])
    return path
