"""Third parties under their real names; the browser's requests are answered on their way out."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Route


@dataclass
class World:
    """Everybody who is not the site: who was asked for what; scripts say that they ran."""

    asked: list[str] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        """A tag that remembers that it ran."""
        url = urlsplit(route.request.url)
        self.asked.append(f"{url.netloc}{url.path}")
        code = f"(window.ran=window.ran||[]).push('{url.path}')"
        kind = "text/javascript" if url.path.endswith(".js") else "text/html"
        route.fulfill(body=code, content_type=kind, headers={"Access-Control-Allow-Origin": "*"})
