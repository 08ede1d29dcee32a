"""The dashboard in a real browser: a demo or an installation of one's own, and who is signed in."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.servers.service import COMMAND, Service, make

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WATCH = (
    "window.__blocked=[];addEventListener('securitypolicyviolation',"
    "e=>__blocked.push(e.violatedDirective+' '+e.blockedURI))"
)


@dataclass
class Reader:
    """A signed-in browser, and everything that went wrong in it."""

    page: Page
    url: str
    troubles: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a page of the dashboard and wait until it is drawn."""
        self.page.goto(self.url + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def blocked(self) -> list[str]:
        """What the page's policy had to refuse, in all frames."""
        return [
            report for frame in self.page.frames for report in frame.evaluate("window.__blocked")
        ]


@dataclass(frozen=True)
class Login:
    """Where, and as whom."""

    url: str
    email: str
    password: str


@contextmanager
def reading(
    browser: Browser, login: Login, language: str = "en", **options: Any
) -> Iterator[Reader]:
    """A browser in which this person has signed in."""
    context: BrowserContext = browser.new_context(locale=language, **options)
    context.set_default_timeout(15_000)
    context.add_init_script(WATCH)
    reader = Reader(context.new_page(), login.url)
    reader.page.on("pageerror", lambda error: reader.troubles.append(str(error)))
    reader.page.on("dialog", lambda dialog: _dismiss(reader, dialog))
    reader.page.on(
        "console",
        lambda message: (
            reader.troubles.append(f"{message.text} {message.location}")
            if message.type == "error"
            else None
        ),
    )
    reader.open("/login")
    reader.page.fill("[name=email]", login.email)
    reader.page.fill("[name=password]", login.password)
    reader.page.click("main button[type=submit]")
    reader.page.wait_for_url(login.url + "/")
    reader.open("/account").select_option("[name=language]", language)
    reader.page.click("form[action='/account/language'] button")
    reader.page.locator(f"html[lang={language}]").wait_for()
    yield reader
    context.close()


@contextmanager
def demo(folder: Path) -> Iterator[Login]:
    """`temoin demo`, with the login that it prints."""
    service = make(folder)
    del service.environment["TEMOIN_BASE_URL"]
    with service.output.open("ab") as output:
        service.process = subprocess.Popen(
            [*COMMAND, "demo", "--port", str(service.port)],
            env=service.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
        )
    try:
        service.wait_until_ready()
        yield _printed_login(service)
    finally:
        service.stop()


def _printed_login(service: Service) -> Login:
    said = service.output.read_text()
    email = re.search(r"sign in with +(\S+)", said)
    password = re.search(r"password +(\S+)", said)
    assert email
    assert password
    return Login(service.url, email[1], password[1])


def axe_findings(page: Page) -> list[str]:
    """What axe-core finds wrong on the page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found["violations"]]


def _dismiss(reader: Reader, dialog: Any) -> None:
    reader.troubles.append(f"dialog: {dialog.message}")
    dialog.dismiss()
