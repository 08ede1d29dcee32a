"""A running WordPress: start it, ask it, run PHP in it, stop it."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from tests.servers.service import free_port

HERE = Path(__file__).parent
HARNESS = HERE / "harness"
PLUGIN = HERE.parents[1] / "plugins" / "wordpress" / "temoin"
TIMEOUT = 60.0
# A compiled translation file with nothing but its header: counts, offsets, one entry, its text.
_MO_HEADER = b"Content-Type: text/plain; charset=UTF-8\n"
EMPTY_MO = (
    struct.pack("<7I", 0x950412DE, 0, 1, 28, 36, 0, 44)
    + struct.pack("<4I", 0, 44, len(_MO_HEADER), 45)
    + b"\0"
    + _MO_HEADER
    + b"\0"
)
COMPLAINTS = re.compile(r"plugins/temoin/|DOING_IT_WRONG|DEPRECATED")


@dataclass(frozen=True)
class Answer:
    """An HTTP response."""

    status: int
    text: str
    headers: Mapping[str, str]
    set_cookies: list[str] = field(default_factory=list)


class _Stay(HTTPRedirectHandler):
    """Redirects are answers to look at, not to follow."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


@dataclass
class Visitor:
    """Someone with a cookie jar: anonymous, or signed in through wp-login.php."""

    base: str
    jar: CookieJar = field(default_factory=CookieJar)

    def get(
        self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> Answer:
        """The answer to GET, not following redirects."""
        request = Request(self.base + path, headers=dict(headers or {}), method=method)
        return self._open(request)

    def post(
        self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer to a form sent by POST, not following redirects."""
        body = urlencode(fields).encode()
        return self._open(Request(self.base + path, data=body, headers=dict(headers or {})))

    def cookie(self, start: str) -> str:
        """Value of the cookie whose name begins so, or ''."""
        return next((c.value or "" for c in self.jar if c.name.startswith(start)), "")

    def _opener(self) -> OpenerDirector:
        return build_opener(HTTPCookieProcessor(self.jar), _Stay())

    def _open(self, request: Request) -> Answer:
        try:
            reply = self._opener().open(request, timeout=TIMEOUT)
        except HTTPError as error:
            reply = error
        with reply:
            body = reply.read().decode("utf-8", "replace")
            cookies = reply.headers.get_all("Set-Cookie") or []
            return Answer(reply.status, body, dict(reply.headers.items()), cookies)


@dataclass(frozen=True)
class Instance:
    """A started WordPress with the plugin active, at `url`, its files and logs in `dir`."""

    url: str
    dir: Path
    sessions: dict[str, Visitor] = field(default_factory=dict, repr=False)

    def wp_eval(self, php: str, site: str = "/") -> str:
        """What PHP code prints, run as the administrator; `site` is a path in a network."""
        return _harness("wp.sh", str(self.dir), php, site)

    def set_options(self, **values: str) -> None:
        """Write options, past all checks, as they could stand in a database."""
        self.wp_eval(f"foreach ({php(values)} as $name => $value) update_option($name, $value);")

    def option(self, name: str) -> str | None:
        """A stored option; None when there is none."""
        value = json.loads(self.wp_eval(f'echo wp_json_encode(get_option("{name}", null));'))
        return None if value is None else str(value)

    def set_language(self, locale: str) -> None:
        """The site's language, '' for English. WordPress accepts only one whose file it finds."""
        if locale:
            folder = self.dir / "site" / "wp-content" / "languages"
            folder.mkdir(exist_ok=True)
            (folder / f"{locale}.mo").write_bytes(EMPTY_MO)
        self.set_options(WPLANG=locale)

    def set_constants(self, **values: str) -> None:
        """Constants of wp-config.php."""
        (self.dir / "constants.json").write_text(json.dumps(values), encoding="utf-8")

    def visitor(self) -> Visitor:
        """Someone who was never here."""
        return Visitor(self.url)

    def signed_in(self, user: str) -> Visitor:
        """Someone signed in, once an instance: admin, editor or subscriber."""
        if user in self.sessions:
            return self.sessions[user]
        visitor = self.visitor()
        visitor.get("/wp-login.php")
        visitor.post("/wp-login.php", {"log": user, "pwd": user, "testcookie": "1"})
        assert visitor.cookie("wordpress_logged_in"), f"{user} could not sign in"
        self.sessions[user] = visitor
        return visitor

    def complaints(self) -> list[str]:
        """Lines of the log that name the plugin's files or a wrong or outdated use of WordPress."""
        log = self.dir / "debug.log"
        lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
        return [line for line in lines if COMPLAINTS.search(line)]


def php(value: object) -> str:
    """A PHP expression of the same value; dicts and lists become arrays."""
    literal = json.dumps(json.dumps(value)).replace("$", "\\$")
    return f"json_decode({literal}, true)"


def start(folder: Path, core: str, *plugins: Path, multisite: bool = False) -> Instance:
    """A WordPress of that core (see harness/get-core.sh) with Temoin and those plugins active."""
    port = free_port()
    options = ["-i", str(folder), "-p", str(port), "-c", core] + (["-m"] if multisite else [])
    _harness("up.sh", *options, str(PLUGIN), *map(str, plugins))
    return Instance(f"http://127.0.0.1:{port}", folder)


def stop(instance: Instance) -> None:
    """End the instance's own processes and remove its folder."""
    _harness("down.sh", str(instance.dir))


def check_php74(*files: Path) -> str:
    """Faults that PHP 7.4's parser finds, one a line; '' when there is none."""
    done = _run(HARNESS / "php74" / "check.sh", *map(str, files))
    return done.stderr if done.returncode else ""


def _harness(script: str, *arguments: str) -> str:
    done = _run(HARNESS / script, *arguments)
    assert done.returncode == 0, f"{script} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _run(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [str(script), *arguments],
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
