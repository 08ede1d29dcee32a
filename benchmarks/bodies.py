"""What the load sends: decisions and page views of many browsers from many places."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Annotated

import msgspec

ORIGIN = "https://shop.example"
PURPOSES = ("preferences", "statistics", "marketing", "media")
VARIANTS = 256
# First two octets of ranges used in Europe; the other two vary.
NETWORKS = ("2.4", "5.39", "31.13", "46.4", "62.4", "78.46", "80.67", "82.64", "88.99", "90.3",
            "91.121", "93.184", "109.190", "176.31", "193.0", "212.27")  # fmt: skip
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/{v}.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:{v}.0) Gecko/20100101 Firefox/{v}.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/{v}.0 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/{v}.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/{v}.1 Safari/605.1.15",
)
MARK = "00000000-0000-4000-8000-000000000000"

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class Decision(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The body of a decision as the prototypes check it: the fields the load sends."""

    site: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    key: Annotated[str, msgspec.Meta(min_length=36, max_length=36)]
    action: Annotated[str, msgspec.Meta(max_length=10)]
    purposes: Annotated[dict[Name, bool], msgspec.Meta(max_length=50)]
    revision: Annotated[int, msgspec.Meta(ge=1)]
    lang: Annotated[str, msgspec.Meta(min_length=2, max_length=12)]
    source: Annotated[str, msgspec.Meta(max_length=10)]
    page: Annotated[str, msgspec.Meta(min_length=1, max_length=2048)]


def decision(site: str, number: int = 0, key: str | None = None) -> dict[str, object]:
    """The body of an acceptance."""
    return {
        "site": site,
        "key": key or str(uuid.uuid4()),
        "action": "accept",
        "purposes": dict.fromkeys(PURPOSES, True),
        "revision": 1,
        "lang": "fr",
        "source": "banner",
        "page": f"{ORIGIN}/produits/{number % 300:04d}/une-page-du-magasin?utm_source=lettre",
    }


def page_view(site: str, grant: str, number: int = 0, key: str | None = None) -> dict[str, object]:
    """The body of a page view."""
    return {
        "site": site,
        "key": key or str(uuid.uuid4()),
        "name": "pageview",
        "url": f"{ORIGIN}/produits/{number % 300:04d}/une-page-du-magasin?utm_source=lettre",
        "referrer": "https://moteur.example/recherche",
        "grant": grant,
        "visitor": f"{number:032x}",
    }


def sender(number: int) -> dict[str, str]:
    """Headers of the number-th browser."""
    network = NETWORKS[number % len(NETWORKS)]
    address = f"{network}.{number * 37 % 256}.{number * 101 % 256}"
    agent = AGENTS[number % len(AGENTS)].format(v=120 + number % 20)
    return {"Origin": ORIGIN, "User-Agent": agent, "X-Forwarded-For": address}


def prepared(path: str, port: int, bodies: Sequence[dict[str, object]]) -> list[tuple[str, str]]:
    """Raw requests of these bodies (made with the key `MARK`), cut where the key goes."""
    requests = []
    for number, body in enumerate(bodies):
        text = json.dumps(body, separators=(",", ":"))
        headers = {
            "Host": f"127.0.0.1:{port}",
            "Content-Type": "text/plain;charset=UTF-8",
            "Content-Length": str(len(text)),
            **sender(number),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        raw = f"POST {path} HTTP/1.1\r\n{lines}\r\n{text}"
        before, _, after = raw.partition(MARK)
        requests.append((before, after))
    return requests
