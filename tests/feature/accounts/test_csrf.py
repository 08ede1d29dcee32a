"""Forged requests (V9): generated from the URL map, so a new route is tested too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from temoin.accounts.access import Access, Kind
from temoin.accounts.models import Organisation, User
from temoin.sites.models import Site
from temoin.web import csrf
from tests.feature.people import PAGE, Browser

OpenBrowser = Callable[[User], Browser]
GUARDED = (Kind.SIGNED_IN, Kind.ORGANISATION, Kind.SITE)


def guarded_posts(app: Flask) -> list[Rule]:
    """Routes of signed-in people that change something."""
    found = []
    for rule in app.url_map.iter_rules():
        access: Access | None = getattr(app.view_functions[rule.endpoint], "access", None)
        changes = set(rule.methods or ()) - csrf.SAFE_METHODS
        if access is not None and access.kind in GUARDED and changes:
            found.append(rule)
    return found


@pytest.fixture
def paths(app: Flask, organisation: Organisation, site: Site) -> list[str]:
    values = {"organisation": organisation.id, "key": site.key}
    with app.test_request_context():
        return [
            app.url_map.bind("localhost").build(
                rule.endpoint,
                {name: values.get(name, 1) for name in rule.arguments},
                method="POST",
            )
            for rule in guarded_posts(app)
        ]


def test_every_change_needs_the_token_of_the_session(
    paths: list[str], browser: OpenBrowser, owner: User
) -> None:
    """V9."""
    here, elsewhere = browser(owner), browser(owner)
    assert len(paths) >= 15
    for path in paths:
        for token in (None, "", "0" * 64, elsewhere.csrf, here.csrf[:-1], "é"):
            data = {} if token is None else {csrf.FIELD: token}
            reply = here.client.post(path, data=data, headers=PAGE)
            assert reply.status_code == 403, (path, token)
    assert here.get("/account").status_code == 200


def test_the_token_does_not_help_another_site(
    paths: list[str], browser: OpenBrowser, owner: User
) -> None:
    here = browser(owner)
    for path in paths:
        for name, value in (
            ("Origin", "https://evil.example"),
            ("Origin", "null"),
            ("Origin", "http://consent.example.evil.example"),
            ("Sec-Fetch-Site", "cross-site"),
        ):
            data = {csrf.FIELD: here.csrf}
            reply = here.client.post(path, data=data, headers={**PAGE, name: value})
            assert reply.status_code == 403, (path, value)


def test_scripts_of_our_pages_send_the_token_as_a_header(browser: OpenBrowser, owner: User) -> None:
    here = browser(owner)
    headers = {csrf.HEADER: here.csrf, "Origin": "http://consent.example"}
    reply = here.client.post("/account/language", data={"language": "fr"}, headers=headers)
    assert reply.status_code == 303


def test_the_token_is_in_every_form(
    browser: OpenBrowser, owner: User, organisation: Organisation
) -> None:
    here = browser(owner)
    pages = ("members", "tokens")
    for path in ("/account", *(f"/organisations/{organisation.id}/{page}" for page in pages)):
        forms = here.get(path).text.split('<form method="post"')[1:]
        assert forms
        assert all(here.csrf in form.split("</form>")[0] for form in forms)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_changes_nothing(
    app: Flask, paths: list[str], browser: OpenBrowser, owner: User, method: str
) -> None:
    """V9: a link, an image or a prefetch of another site cannot act."""
    here = browser(owner)
    for path in paths:
        status = here.client.open(path, method=method, headers=PAGE).status_code
        assert status in (200, 404, 405), path
    assert User.get().language == "en"
    assert here.get("/account").status_code == 200
