"""`temoin rewrite` and `temoin csp` on folders, rules in files and a service that answers."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from flask import Flask

from temoin.sites.models import Site
from tests.feature.command_line import Command

TAG = '<script src="https://www.googletagmanager.com/gtag.js"></script>'
UNKNOWN = '<iframe src="https://new.example/1"></iframe><img src="//pictures.example/a.png">'


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test output quiet."""


@pytest.fixture
def service(app: Flask) -> Iterator[str]:
    """Address of the service, answering on a real port."""
    server = make_server("127.0.0.1", 0, app, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def rules(tmp_path: Path, app: Flask, site: Site) -> Path:
    path = tmp_path / "rules.json"
    path.write_bytes(app.test_client().get(f"/t/{site.key}/rules.json").data)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "public"
    (made / "blog").mkdir(parents=True)
    (made / "index.html").write_text(f"<p>é</p>{TAG}{TAG}", "utf-8")
    (made / "blog" / "index.html").write_text(TAG + UNKNOWN, "utf-8")
    (made / "plain.html").write_text("<p>nothing</p>", "utf-8")
    (made / "page.txt").write_text(TAG, "utf-8")
    return made


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_pages_are_rewritten_in_place_and_the_vendors_told(
    command: Command, folder: Path, rules: Path
) -> None:
    """WEB-12: only pages with tags of others change, and only once."""
    (folder / "index.html").chmod(0o640)
    stay = [folder / "plain.html", folder / "page.txt"]
    before = [path.stat().st_ino for path in stay]
    done = command("rewrite", str(folder), "--rules", str(rules))
    assert done.exit_code == 0, done.output
    assert "3  Google Tag Manager (statistics), 2 pages" in done.output
    assert "1  new.example (marketing), 1 page" in done.output
    assert "3 pages read, 2 changed" in done.output
    assert "1  pictures.example, 1 page" in done.output
    after = contents(folder)
    assert after["index.html"].count('type="text/plain" data-temoin="statistics:') == 2
    assert after["page.txt"] == TAG
    assert (folder / "index.html").stat().st_mode & 0o777 == 0o640
    assert [path.stat().st_ino for path in stay] == before
    again = command("rewrite", str(folder), "--rules", str(rules))
    assert "3 pages read, 0 changed" in again.output
    assert contents(folder) == after


def test_a_check_changes_nothing_and_fails_while_something_would_be_held(
    command: Command, folder: Path, rules: Path
) -> None:
    words = ("rewrite", str(folder), "--rules", str(rules))
    before = contents(folder)
    done = command(*words, "--check", "--json")
    assert done.exit_code == 1
    told = json.loads(done.output)
    assert (told["pages"], told["applied"]) == (3, False)
    assert told["changed"] == ["blog/index.html", "index.html"]
    assert [line["purpose"] for line in told["held"]] == ["statistics", "marketing"]
    assert contents(folder) == before
    command(*words)
    assert command(*words, "--check").exit_code == 0


def test_rules_come_from_the_service_itself(
    command: Command, folder: Path, site: Site, service: str
) -> None:
    done = command("rewrite", str(folder), "--site", site.key, "--service", service)
    assert done.exit_code == 0, done.output
    assert "data-temoin" in contents(folder)["index.html"]


def test_what_cannot_be_read_is_one_line_and_nothing_changes(
    command: Command, folder: Path, service: str, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('{"own": 1}', "utf-8")
    for words in (
        ("--rules", str(bad)),
        ("--rules", str(tmp_path / "missing.json")),
        ("--site", "nobody", "--service", service),
        ("--site", "nobody", "--service", "http://127.0.0.1:1"),
    ):
        before = contents(folder)
        done = command("rewrite", str(folder), *words)
        assert (done.exit_code, done.output.count("\n")) == (1, 1), done.output
        assert contents(folder) == before
    assert command("rewrite", str(folder)).exit_code == 2
    assert command("csp").exit_code == 2


def test_the_policy_allows_nothing_but_what_needs_no_choice(
    command: Command, rules: Path, site: Site, service: str
) -> None:
    """CNIL-01: own hosts, free services and the service; no vendor that asks for consent."""
    policy = json.loads(command("csp", "--rules", str(rules), "--json").output)["policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    frames = directives["frame-src"].split()
    assert {"'self'", "shop.example", "*.shop.example", "consent.example"} <= set(frames)
    assert "js.stripe.com" in directives["script-src"].split()
    for vendor in ("googletagmanager", "youtube", "facebook"):
        assert vendor not in policy
    shown = command("csp", site.key, "--service", service).output
    assert shown.splitlines()[0] == f"Content-Security-Policy: {policy}"
    assert shown.splitlines()[1].startswith('<meta http-equiv="Content-Security-Policy" content="')
    reported = command("csp", site.key, "--service", service, "--report-only").output
    assert reported.splitlines()[0] == f"Content-Security-Policy-Report-Only: {policy}"
    assert "<meta" not in reported


def test_the_hash_of_the_guard_is_that_of_its_text(
    command: Command, app: Flask, site: Site, service: str
) -> None:
    """V27: for policies that forbid inline scripts."""
    code = app.test_client().get(f"/t/{site.key}/guard.js").data
    expected = f"'sha256-{base64.b64encode(hashlib.sha256(code).digest()).decode()}'"
    told = json.loads(command("csp", site.key, "--service", service, "--json").output)
    assert told["guard"] == expected
    assert expected in command("csp", site.key, "--service", service).output
