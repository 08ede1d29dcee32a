"""From the form of one purpose, or of the controller, to the document and back.

Fields are named by their path within the purpose: `retention.reason.fr`, `data`, `data.own.fr`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from werkzeug.datastructures import MultiDict

from temoin.purposes.facts import CONSENT, LISTS

Form = MultiDict[str, str]
Purpose = dict[str, Any]
TEXTS = ("title", "text", "interest", "mandatory", "automated", "source")
SPARE_ROWS = 2  # of transfers and partners, so that a page without a script can take more
OF_CONTROLLER = (
    *("name", "contact", "address", "country", "dpo", "representative", "authority", "role"),
)


def read_purpose(form: Form, before: Purpose, languages: Sequence[str]) -> Purpose:
    """The purpose that the form describes, not yet validated; what it does not show stays."""
    basis = form.get("basis", CONSENT)
    return {
        **before,
        **{name: _texts(form, name, languages, before[name]) for name in TEXTS},
        **{kind: _listed(form, kind, languages, before[kind]) for kind in LISTS},
        "basis": basis,
        # Only consent is asked for.
        "asked": form.get("asked", "banner") if basis == CONSENT else "none",
        "retention": _retention(form, languages, before["retention"]),
        "exemption": {
            "category": form.get("exemption.category", ""),
            "reason": _texts(form, "exemption.reason", languages, before["exemption"]["reason"]),
        },
        "transfers": [
            {"country": row["country"], "safeguard": row["safeguard"]}
            for row in _rows(form, "transfers", ("country", "safeguard"))
            if row["country"]
        ],
        "vendors": [
            {
                **vendor,
                "country": _said(form, f"vendors.{vendor['key']}.country", vendor["country"]),
                "safeguard": _said(form, f"vendors.{vendor['key']}.safeguard", vendor["safeguard"]),
            }
            for vendor in before["vendors"]
        ],
    }


def read_controller(
    form: Form, before: Mapping[str, Any], languages: Sequence[str]
) -> dict[str, Any]:
    """The controller that the form describes, not yet validated."""
    agreed = {partner["name"]: partner["agreed"] for partner in before["partners"]}
    partners = []
    for number, row in enumerate(_rows(form, "partners", ("name", "contact"))):
        if row["name"]:
            path = f"partners.{number}.agreed"
            kept = _texts(form, path, languages, agreed.get(row["name"], {}))
            partners.append({**row, "agreed": kept})
    own = {name: _said(form, name, before[name]) for name in OF_CONTROLLER}
    return {**before, **own, "partners": partners}


def own_lines(purpose: Mapping[str, Any], kind: str, language: str) -> str:
    """The owner's own words in a language, one a line; the same line is the same thing in each."""
    return "\n".join(own.get(language, "") for own in purpose[kind]["own"]).rstrip("\n")


def new_key(title: str, taken: Iterable[str]) -> str:
    """A key made from a title, which no other purpose has."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-0123456789")[:28].strip("-") or "purpose"
    used, number = set(taken), 1
    while (key := stem if number == 1 else f"{stem}-{number}") in used:
        number += 1
    return key


def _said(form: Form, path: str, before: str) -> str:
    """One line; as it was when the form did not ask."""
    return form.get(path, before).replace("\r\n", "\n").strip()


def _texts(
    form: Form, path: str, languages: Sequence[str], before: Mapping[str, str]
) -> dict[str, str]:
    """Texts by language; an empty field is no text, a language without a field stays."""
    shown = [tag for tag in languages if f"{path}.{tag}" in form]
    given = {tag: form[f"{path}.{tag}"].replace("\r\n", "\n").strip() for tag in shown}
    kept = {tag: text for tag, text in before.items() if tag not in shown}
    return kept | {tag: text for tag, text in given.items() if text}


def _listed(
    form: Form, kind: str, languages: Sequence[str], before: Mapping[str, Any]
) -> dict[str, Any]:
    """Ticked words, and the lines of each language put together by their place."""
    columns = {
        tag: form.get(f"{kind}.own.{tag}", "").replace("\r\n", "\n").split("\n")
        for tag in languages
    }
    for tag in {tag for own in before["own"] for tag in own} - set(languages):
        columns[tag] = own_lines({kind: before}, kind, tag).split("\n")
    rows = zip_longest(*columns.values(), fillvalue="")
    own = [
        {tag: text.strip() for tag, text in zip(columns, row, strict=True) if text.strip()}
        for row in rows
    ]
    ticked = form.getlist(kind)
    known = [key for key in before["known"] if key in ticked]
    known += [key for key in ticked if key not in known]
    return {"known": known, "own": [texts for texts in own if texts]}


def without(raw: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The document without a purpose, and without what names it elsewhere."""
    is_unknown = raw["blocking"]["unknown"] == key
    return {
        **raw,
        "purposes": [purpose for purpose in raw["purposes"] if purpose["key"] != key],
        "blocking": {**raw["blocking"], **({"unknown": None} if is_unknown else {})},
        "regimes": {
            pack: {**choice, "runs": [one for one in choice["runs"] if one != key]}
            for pack, choice in raw["regimes"].items()
        },
    }


def _retention(form: Form, languages: Sequence[str], before: Mapping[str, Any]) -> dict[str, Any]:
    number = form.get("retention.number", "").strip()
    unit = form.get("retention.unit", "months")
    count = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else None
    return {
        "months": count if unit == "months" else None,
        "days": count if unit == "days" else None,
        "reason": _texts(form, "retention.reason", languages, before["reason"]),
    }


def _rows(form: Form, path: str, names: Sequence[str]) -> list[dict[str, str]]:
    """The numbered rows of a table, as many as the form has."""
    found: list[dict[str, str]] = []
    while f"{path}.{len(found)}.{names[0]}" in form and len(found) < 100:
        found.append({name: _said(form, f"{path}.{len(found)}.{name}", "") for name in names})
    return found
