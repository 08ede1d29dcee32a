"""What strangers and colleagues write is shown as text and never runs (V1, V2, V8)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from tests.browser.dashboard import Login, reading
from tests.servers.service import Service, post, running

pytestmark = pytest.mark.browser
PASSWORD = "seven quiet green lanterns"
PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "javascript:alert(1)//",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<!--<script>alert(1)//-->",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<body onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<object data=javascript:alert(1)>",
    "]]><script>alert(1)</script>",
    "\u2028alert(1)\u2029<script>alert(1)</script>",
    "<svg><use href=data:image/svg+xml,<svg/onload=alert(1)>>",
    "<x contenteditable onblur=alert(1)>y",
    "=cmd|'/c calc'!A1",
]
LOGIN = "owner@shop.example"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("hostile")) as started:
        started.run("user", "add", LOGIN, "--password-stdin", stdin=PASSWORD)
        yield started


def send_from_outside(service: Service, key: str) -> None:
    """Every text field of the public endpoints, with each payload in it."""
    purposes = dict.fromkeys(("preferences", "statistics", "marketing", "media"), True)
    for payload in PAYLOADS:
        headers = {
            "Referer": f"https://shop.example/{payload}".encode().decode("latin-1"),
            "User-Agent": payload.encode().decode("latin-1"),
            "X-Forwarded-For": "1.2.3.4",
            "Client-IP": "'\"><script>alert(1)</script>",
            "Accept-Language": "'\"><script>alert(1)</script>",
        }
        status, answer = post(
            f"{service.url}/api/consent",
            {
                "site": key, "key": str(uuid.uuid4()), "action": "accept", "purposes": purposes,
                "revision": 1, "lang": "fr", "source": "banner",
                "page": f"https://shop.example/{payload}",
            },
            headers,
        )  # fmt: skip
        assert status == 201, (payload, answer)
        event = {
            "site": key, "key": str(uuid.uuid4()), "name": "pageview", "grant": answer["grant"],
            "url": f"https://shop.example/{payload}", "referrer": f"https://x.example/{payload}",
            "visitor": str(uuid.uuid4()), "props": {payload[:64]: payload},
        }  # fmt: skip
        status, answer = post(f"{service.url}/api/event", event, {"Origin": "https://shop.example"})
        assert status == 202, answer
        for field in ("site", "key", "action", "lang", "source"):
            body = {
                "site": key, "key": str(uuid.uuid4()), "action": "refuse", "purposes": {},
                "revision": 1, "lang": "fr", "source": "banner",
                "page": "https://shop.example/", field: payload,
            }  # fmt: skip
            assert 400 <= post(f"{service.url}/api/consent", body)[0] < 500


def hostile_document(service: Service, key: str, folder: Path) -> Path:
    """A configuration whose every free text is a payload."""
    document = json.loads(service.run("site", "get", key, "--json"))
    document["name"] = PAYLOADS[0] + PAYLOADS[3]
    words = iter(PAYLOADS * 20)
    for purpose in document["purposes"]:
        for what in ("title", "text", "detail"):
            purpose[what] = {tag: next(words)[:80] for tag in ("fr", "en")}
        purpose["vendors"] = [
            {"name": payload[:120], "policy": "https://video.example/\"'><script>alert(1)</script>"}
            for payload in PAYLOADS
        ]
    own = ("title", "body", "accept", "refuse", "customise", "reopen", "label", "close")
    document["texts"] = {tag: {name: next(words) for name in own} for tag in ("fr", "en")}
    for texts in document["texts"].values():  # two labels of one kind, or publishing refuses them
        texts["accept"], texts["refuse"] = PAYLOADS[0], PAYLOADS[0].replace("1", "2")
    path = folder / "site.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_no_text_from_outside_or_inside_runs_anywhere(
    chromium: Browser, service: Service, tmp_path: Path
) -> None:
    """V1, V2, V8, V17, R23: 0 dialogs, 0 scripts, 0 reports on every page of the dashboard."""
    key = service.add_site("Shop", "shop.example")["key"]
    send_from_outside(service, key)
    service.run("site", "set", key, str(hostile_document(service, key, tmp_path)))
    with reading(chromium, Login(service.url, LOGIN, PASSWORD)) as reader:
        for name in ("", "?period=today", "records", "install", "edit", "publish", "preview"):
            page = reader.open(f"/sites/{key}/{name}")
            page.wait_for_timeout(300)
            assert reader.blocked() == [], name
            assert page.locator("script:not([src], [type='application/json'])").count() == 0
            assert page.locator("[onerror], [onload], [onfocus], main base, main meta").count() == 0
        text = reader.open(f"/sites/{key}/records").inner_text("main")
        assert "/<script>alert(1)</script>" in text
        reader.open("/")
        assert PAYLOADS[0] in reader.page.inner_text("main")
        for path in (f"/sites/{key}/edit", f"/sites/{key}/preview"):
            page = reader.open(path)
            banner = next(f for f in page.frames if f.url.endswith("/preview"))
            banner.locator("temoin-banner [data-temoin-action=customise]").dispatch_event("click")
            banner.locator("temoin-banner dialog").wait_for()
            assert reader.blocked() == [], path
        for payload in PAYLOADS:
            for query in ("period", "from", "state", "record", "after", "saved", "published"):
                path = f"/sites/{key}/{'records' if query in ('state', 'record', 'after') else ''}"
                reader.page.evaluate("url => fetch(url)", f"{path}?{query}={quote(payload)}")
        reader.troubles = [t for t in reader.troubles if "422" not in t]
        assert reader.troubles == []
