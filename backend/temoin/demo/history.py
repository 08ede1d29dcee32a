"""Sample history: sixty days of made-up choices and page views, the same at every first start.

Every record names a page of `sample.invalid`, a name that no site can have (RFC 2606), so sample
data can always be told from what was really recorded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from temoin.consent.statement import KIND, spelt
from temoin.core import ids
from temoin.core.period import DAY_MS
from temoin.ledger.appending import Leaf, append, new_leaf
from temoin.store.transaction import connect, transaction

SEED = 20_240_101
DAYS = 60
ORIGIN = "https://sample.invalid"
PURPOSES = ("preferences", "statistics", "marketing", "media")
# Relative weights.
COUNTRIES = {
    "FR": 620, "BE": 90, "CH": 62, "CA": 48, "DE": 40, "GB": 30, "US": 28, "ES": 22, "IT": 20,
    "NL": 15, "LU": 14, "MA": 12, "SN": 9, "PT": 8, "TN": 7, "CI": 6, "AT": 4, "SE": 4, "PL": 3,
    "BR": 3, "JP": 2, "AU": 2, "IN": 2, "MX": 1, "ZA": 1,
}  # fmt: skip
PAGES = {
    "/": 40, "/shop": 22, "/shop/desk-lamp": 16, "/shop/oak-shelf": 11, "/blog/oiling-wood": 9,
    "/shop/linen-cushion": 8, "/delivery": 5, "/about": 4, "/contact": 3, "/blog/small-rooms": 3,
}  # fmt: skip
REFERRERS = {
    None: 46, "search.example": 30, "news.example": 9, "social.example": 8, "mail.example": 4,
    "partner.example": 3,
}  # fmt: skip
AGENTS = {
    ("Chrome Mobile", "Android", "phone"): 30, ("Mobile Safari", "iOS", "phone"): 27,
    ("Chrome", "Windows", "desktop"): 20, ("Firefox", "Windows", "desktop"): 9,
    ("Safari", "Mac OS X", "desktop"): 7, ("Edge", "Windows", "desktop"): 6,
    ("Mobile Safari", "iOS", "tablet"): 4, ("Firefox", "Linux", "desktop"): 2,
}  # fmt: skip
OUTCOMES = {"given": "accept", "partial": "partial", "refused": "refuse"}
# Longest time in seconds until an answer.
WAITED_S = {2: 18, 5: 41, 10: 24, 20: 10, 60: 5, 86_400: 2}
# How busy each hour of a day (UTC) is.
HOURS = (2, 1, 1, 1, 1, 2, 5, 9, 13, 15, 15, 14, 13, 14, 15, 15, 16, 17, 19, 21, 19, 13, 7, 4)


class Visitor(NamedTuple):
    """One made-up person: when they chose, from where, with what."""

    at: int
    country: str
    agent: tuple[str, str, str]
    language: str
    identifier: bytes


def add_history(database_url: str, site_id: int, site_key: str, now_ms: int) -> None:
    """Insert the sample history of a site, up to now, in one transaction."""
    connection = connect(database_url)
    with transaction(connection) as open_transaction:
        for table, rows in sample(site_id, now_ms).items():
            columns = list(rows[0])
            values = [tuple(row[name] for name in columns) for row in rows]
            if table == "consent_record":
                append(open_transaction, [_leaf(row, site_key) for row in rows])
            if "key" in columns:
                open_transaction.insert_new(table, columns, values)
                continue
            places = ", ".join("?" * len(columns))
            for line in values:
                open_transaction.execute(
                    f"insert into {table} ({', '.join(columns)}) values ({places})",  # noqa: S608 - names are ours
                    line,
                )
    connection.close()


def _leaf(record: dict[str, Any], site_key: str) -> Leaf:
    """The record's leaf; words were shown to nobody."""
    unknown = dict.fromkeys(("vendors", "regime", "arm", "words"))
    return new_leaf(record["site_id"], KIND, record["id"], spelt({**unknown, **record}, site_key))


def sample(site_id: int, now_ms: int) -> dict[str, list[dict[str, Any]]]:
    """Rows by table; every row of a table has the same columns."""
    chance = Random(SEED)  # noqa: S311 - sample data, meant to be the same every time
    records: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    loads: dict[int, int] = {}
    banner: Counter[tuple[Any, ...]] = Counter()
    for visitor in _visitors(chance, now_ms):
        day = visitor.at // DAY_MS
        loads[day] = loads.get(day, 0) + 1
        layout = "narrow" if visitor.agent[2] == "phone" else "wide"
        banner[day, layout, _pick(chance, PAGES), "shown", 0] += 1
        if chance.random() < 0.17:
            continue  # looked and left without an answer
        record = _choice(chance, site_id, visitor)
        records.append(record)
        what = OUTCOMES[record["state"]]
        page = record["page"].removeprefix(ORIGIN)
        banner[day, layout, page, what, _pick(chance, WAITED_S)] += 1
        if what == "partial":
            banner[day, layout, page, "opened", 0] += 1
        if "statistics" in record["granted"].split():
            events += _views(chance, site_id, visitor, record["id"], now_ms)
        if record["granted"] and chance.random() < 0.025:
            later = visitor.at + chance.randrange(DAY_MS // 24, 9 * DAY_MS)
            if later < now_ms:
                records.append(_withdrawal(chance, record, later))
    for event in events:
        day = event["at"] // DAY_MS
        loads[day] = loads.get(day, 0) + (chance.random() < 0.3)
    return {
        "consent_record": records,
        "event": events,
        "snippet_load": [{"site_id": site_id, "day": day, "loads": n} for day, n in loads.items()],
        "banner_tally": [_tally(site_id, line, count) for line, count in banner.items()],
    }


def _tally(site_id: int, line: tuple[Any, ...], count: int) -> dict[str, Any]:
    day, layout, page, what, waited_s = line
    shown = {"revision": 1, "arm": "", "regime": "", "layout": layout, "page": page}
    return {
        "site_id": site_id, "day": day, **shown, "what": what, "waited_s": waited_s, "count": count,
    }  # fmt: skip


def _visitors(chance: Random, now_ms: int) -> Iterator[Visitor]:
    today = now_ms // DAY_MS
    for day in range(today - DAYS + 1, today + 1):
        is_weekend = (day + 3) % 7 >= 5  # 1 January 1970 was a Thursday
        usual = (95 if is_weekend else 150) + (day - today + DAYS) * 0.9
        for _ in range(round(usual * chance.uniform(0.82, 1.18))):
            hour = chance.choices(range(24), HOURS)[0]
            at = day * DAY_MS + hour * 3_600_000 + chance.randrange(3_600_000)
            country = _pick(chance, COUNTRIES)
            visitor = Visitor(
                at,
                country,
                _pick(chance, AGENTS),
                "fr" if country in ("FR", "BE", "CH", "LU", "MA", "SN", "TN", "CI") else "en",
                chance.randbytes(16),
            )
            if at < now_ms:
                yield visitor


def _choice(chance: Random, site_id: int, visitor: Visitor) -> dict[str, Any]:
    state = chance.choices(("given", "partial", "refused"), (51, 12, 37))[0]
    granted: tuple[str, ...] = PURPOSES if state == "given" else ()
    if state == "partial":
        # Embedded videos and statistics are what people switch on one by one.
        likely = {"preferences": 0.5, "statistics": 0.55, "marketing": 0.08, "media": 0.6}
        granted = tuple(p for p in PURPOSES if chance.random() < likely[p]) or ("media",)
    action = {"given": "accept", "partial": "custom", "refused": "refuse"}[state]
    return {
        **_row(chance, site_id, visitor.at),
        "revision": 1,
        "action": action,
        "state": state,
        "granted": " ".join(granted),
        "language": visitor.language,
        "source": "panel" if state == "partial" else "banner",
        "page": ORIGIN + _pick(chance, PAGES),
        "country": visitor.country if "statistics" in granted else None,
        "previous": None,
    }


def _withdrawal(chance: Random, record: dict[str, Any], at: int) -> dict[str, Any]:
    changed = {"action": "withdraw", "state": "withdrawn", "granted": "", "country": None}
    return {**record, **_row(chance, record["site_id"], at), **changed, "previous": record["id"]}


def _views(
    chance: Random, site_id: int, visitor: Visitor, record: bytes, now_ms: int
) -> list[dict[str, Any]]:
    """Page views of the visit, and of some later ones."""
    starts = [visitor.at]
    while chance.random() < 0.28:
        starts.append(starts[-1] + chance.randrange(DAY_MS // 3, 12 * DAY_MS))
    found: list[dict[str, Any]] = []
    for start in starts:
        at, referrer = start, _pick(chance, REFERRERS)
        for _ in range(chance.choices((1, 2, 3, 4, 6, 9), (30, 24, 18, 13, 10, 5))[0]):
            if at >= now_ms:
                return found
            found.append(_view(chance, site_id, visitor, record, at, referrer))
            at += chance.randrange(8_000, 140_000)
            referrer = None
    return found


def _view(
    chance: Random,
    site_id: int,
    visitor: Visitor,
    record: bytes,
    at: int,
    referrer: str | None,
) -> dict[str, Any]:
    browser, system, device = visitor.agent
    return {
        **_row(chance, site_id, at),
        "name": "pageview",
        "page": _pick(chance, PAGES),
        "referrer": referrer,
        "country": visitor.country,
        "browser": browser,
        "system": system,
        "device": device,
        "visitor": visitor.identifier,
        "record": record,
    }


def _row(chance: Random, site_id: int, at: int) -> dict[str, Any]:
    """What records and events begin with."""
    return {
        "id": ids.time_ordered(at, chance.randbytes(10)),
        "site_id": site_id,
        "key": chance.randbytes(16),
        "digest": chance.randbytes(16),
        "at": at,
    }


def _pick(chance: Random, weights: dict[Any, int]) -> Any:
    return chance.choices(list(weights), list(weights.values()))[0]
