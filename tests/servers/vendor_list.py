"""IAB Europe's vendor list as its server gives it, small and made up, on this machine.

Keys and shapes are those of the format's third version; names of vendors are nobody's.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PURPOSES = (
    "Store and/or access information on a device",
    "Use limited data to select advertising",
    "Create profiles for personalised advertising",
    "Use profiles to select personalised advertising",
    "Create profiles to personalise content",
    "Use profiles to select personalised content",
    "Measure advertising performance",
    "Measure content performance",
    "Understand audiences through statistics or combinations of data from different sources",
    "Develop and improve services",
    "Use limited data to select content",
)


def _standards(names: tuple[str, ...], what: str) -> dict[str, Any]:
    return {
        str(number): {
            "id": number,
            "name": name,
            "description": f"{what} {number} in plain words.",
            "illustrations": [f"An example of {name}."],
        }
        for number, name in enumerate(names, 1)
    }


def vendor(number: int, **own: Any) -> dict[str, Any]:
    """A vendor's entry; `own` replaces what is declared."""
    return {
        "id": number,
        "name": f"Vendor {number}",
        "purposes": [1, 3, 4],
        "legIntPurposes": [],
        "flexiblePurposes": [],
        "specialPurposes": [1],
        "features": [2],
        "specialFeatures": [],
        "cookieMaxAgeSeconds": 31536000,
        "usesCookies": True,
        "cookieRefresh": False,
        "usesNonCookieAccess": True,
        "dataRetention": {"stdRetention": 30, "purposes": {"3": 180}, "specialPurposes": {}},
        "urls": [{"langId": "en", "privacy": f"https://vendor-{number}.example/privacy"}],
        "dataDeclaration": [1],
        "deviceStorageDisclosureUrl": f"https://vendor-{number}.example/storage.json",
        **own,
    }


def wordings(prefix: str = "") -> dict[str, Any]:
    """The framework's texts; a translation has a prefix."""
    return {
        "purposes": _standards(tuple(prefix + name for name in PURPOSES), "Purpose"),
        "specialPurposes": _standards((f"{prefix}Ensure security",), "Special purpose"),
        "features": _standards((f"{prefix}Match data", f"{prefix}Link devices"), "Feature"),
        "specialFeatures": _standards((f"{prefix}Use precise location",), "Special feature"),
        "stacks": {},
        "dataCategories": _standards((f"{prefix}IP addresses",), "Category"),
    }


def vendor_list(version: int = 150, **own: Any) -> dict[str, Any]:
    """Five vendors: usual, claiming legitimate interest, special purposes alone, deleted, other."""
    vendors = [
        vendor(1),
        vendor(2, purposes=[1], legIntPurposes=[2, 7, 9], flexiblePurposes=[2, 7]),
        vendor(3, purposes=[], specialPurposes=[1]),
        vendor(4, deletedDate="2026-01-01T00:00:00Z"),
        vendor(755, purposes=[1, 2, 3, 4, 7, 8, 9, 10]),
    ]
    return {
        "gvlSpecificationVersion": 3,
        "vendorListVersion": version,
        "tcfPolicyVersion": 5,
        "lastUpdated": "2026-11-19T16:00:00Z",
        **wordings(),
        "vendors": {str(one["id"]): one for one in vendors},
        **own,
    }


@dataclass
class VendorListServer:
    """What the server has, how long it may be kept, and who asked for what."""

    url: str = ""
    max_age: str = "max-age=604800"
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def put(self, name: str, content: Any) -> None:
        """Have a file; bytes go out as they are."""
        self.files[name] = content if isinstance(content, bytes) else json.dumps(content).encode()


@contextmanager
def running() -> Iterator[VendorListServer]:
    """The server on a free port, with a list and French texts."""
    has = VendorListServer()
    has.put("vendor-list.json", vendor_list())
    has.put("purposes-fr.json", wordings("fr: "))

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test output quiet."""

        def do_GET(self) -> None:
            name = self.path.removeprefix("/v3/")
            has.asked.append((name, self.headers.get("Accept-Encoding", "")))
            body = has.files.get(name)
            self.send_response(404 if body is None else 200)
            packed = gzip.compress(body or b"")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(packed)))
            self.send_header("Cache-Control", has.max_age)
            self.end_headers()
            self.wfile.write(packed)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    has.url = f"http://127.0.0.1:{server.server_address[1]}/v3"
    try:
        yield has
    finally:
        server.shutdown()
        server.server_close()
