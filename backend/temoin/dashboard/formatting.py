"""Numbers, rates, days and names as people of the page's language write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime

from flask import Flask

from temoin.core.languages import NAMES
from temoin.purposes.vocabulary import name_of
from temoin.stats.period import day_of
from temoin.web.wording import page_language, t

UNKNOWN = "–"
_STEPS = ((60_000, "minute"), (3_600_000, "hour"), (86_400_000, "day"))


def install(app: Flask) -> None:
    """Give templates these functions as filters, and `tn` for texts that count."""
    for name in (number, percent, points, day, short_day, moment, ago, country, language_name):
        app.jinja_env.filters[name.__name__] = name
    app.jinja_env.filters["change"] = change
    app.jinja_env.filters["term"] = term
    app.jinja_env.filters["terms_of"] = terms_of
    app.jinja_env.globals["tn"] = tn


def number(value: int) -> str:
    """`12,345` or `12 345` (a narrow no-break space in French)."""
    return f"{value:,}".replace(",", t("format.group"))


def percent(rate: float | None) -> str:
    """`62%`, below ten `6.2%`; a dash when there is nothing to divide by."""
    if rate is None:
        return UNKNOWN
    places = 1 if 0 < abs(rate) < 0.0995 else 0
    text = f"{rate * 100:.{places}f}".replace(".", t("format.decimal"))
    return t("format.percent", number=text)


def points(share: float) -> str:
    """A difference of shares in percentage points, one decimal."""
    return f"{share * 100:.1f}".replace(".", t("format.decimal"))


def change(now: float, before: float) -> str:
    """The difference to an earlier number as `+12%`; empty when there is nothing to compare."""
    if not before:
        return ""
    rate = (now - before) / before
    return ("+" if rate > 0 else "−" if rate < 0 else "±") + percent(abs(rate))


def day(value: int | date) -> str:
    """`12 March 2026`, from a day or from days since 1970."""
    found = value if isinstance(value, date) else day_of(value)
    return t("format.day", day=_ordinal(found), month=_month(found, "long"), year=found.year)


def short_day(value: int) -> str:
    """`12 Mar`, from days since 1970."""
    found = day_of(value)
    return t("format.short_day", day=_ordinal(found), month=_month(found, "short"))


def moment(at_ms: int) -> str:
    """`12 Mar 2026, 14:05 UTC`."""
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    return t(
        "format.moment",
        day=_ordinal(at),
        month=_month(at, "short"),
        year=at.year,
        time=f"{at:%H:%M}",
    )


def ago(at_ms: int, now_ms: int) -> str:
    """`3 hours ago`; `just now` within a minute."""
    passed = max(0, now_ms - at_ms)
    unit = next(((size, name) for size, name in reversed(_STEPS) if passed >= size), None)
    if unit is None:
        return t("ago.now")
    return tn(f"ago.{unit[1]}", passed // unit[0])


def country(code: str | None) -> str:
    """The name of an ISO 3166-1 code."""
    return name_of("countries", code, page_language()) if code else t("country.unknown")


def term(key: str, kind: str) -> str:
    """The name of a key of the purposes' vocabulary."""
    return name_of(kind, key, page_language())


def terms_of(keys: Iterable[str], kind: str) -> list[tuple[str, str]]:
    """Keys with their names, as a choice offers them; countries by name."""
    named = [(key, term(key, kind)) for key in keys]
    return sorted(named, key=lambda one: fold(one[1])) if kind == "countries" else named


def language_name(tag: str) -> str:
    """The name of a language as its speakers write it, or the tag."""
    return NAMES.get(tag, tag)


def tn(key: str, count: int, /, **values: object) -> str:
    """A text that counts: `<key>.one` or `<key>.other`. French counts nought as one."""
    is_one = count < 2 if page_language() == "fr" else count == 1
    return t(f"{key}.{'one' if is_one else 'other'}", n=number(count), **values)


def fold(name: str) -> str:
    """What names are ordered by: `É` beside `E`."""
    return unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()


def _ordinal(value: date) -> str:
    return t("format.first") if value.day == 1 else str(value.day)


def _month(value: date, form: str) -> str:
    return t(f"format.months_{form}").split()[value.month - 1]
