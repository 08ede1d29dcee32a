"""`GET /t/<key>/guard.js`: the code of the guard with the site's rules inside."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from temoin.banner.composing import built
from temoin.banner.guarding import groups
from temoin.core.hosts import Rules
from temoin.sites.document import load_document
from temoin.sites.models import Site
from temoin.sites.service import draft_of, publish, save_draft

HOSTS = ["a.example", "b.a.example", "c.b.a.example", "x.example", "ba.example", "example"]
hosts = st.sampled_from(HOSTS)
entries = st.builds(
    lambda star, host, path: star + host + path,
    st.sampled_from(["", "*."]),
    hosts,
    st.sampled_from(["", "/p", "/p/long", "/q(r"]),
)
rules = st.fixed_dictionaries(
    {
        "automatic": st.just(True),
        "unknown": st.sampled_from(["", "marketing"]),
        "own": st.lists(hosts, max_size=1),
        "free": st.lists(entries, max_size=3),
        "services": st.lists(
            st.fixed_dictionaries(
                {
                    "key": st.sampled_from(["one", "two"]),
                    "purpose": st.sampled_from(["statistics", "media"]),
                    "hosts": st.lists(entries, max_size=4),
                }
            ),
            max_size=4,
        ),
    }
)


def marked(found: list[Any], address: str) -> str:
    """What the guard's own function says: the first that fits counts."""
    return next((one.mark for one in found if re.search(one.pattern, address)), "")


@given(
    rules, hosts, st.sampled_from(["/", "/p", "/p/long?x", "/q(r"]), st.sampled_from(["", ":81"])
)
def test_the_guard_and_the_rules_say_the_same(
    raw: dict[str, Any], host: str, path: str, port: str
) -> None:
    """WEB-12: the longest entry wins in both, and own hosts are never held."""
    expected = Rules(raw).held(host + port, path)
    for credentials in ("", "user:pass@"):
        address = f"scriptundefinedhttps://{credentials}{host}{port}{path}"
        found = marked(groups(raw, {"one", "two"}), address)
        assert found == (expected.mark if expected else "")


def test_kinds_that_only_show_or_name_are_let_through() -> None:
    raw = {
        "own": [],
        "free": [],
        "unknown": "marketing",
        "services": [{"key": "film", "purpose": "media", "hosts": ["film.example"]}],
    }
    found = groups(raw, set())
    named, other = "https://film.example/a", "https://new.example/a"
    for kind in ("undefined", "imgundefined", "iframeundefined", "linkdns-prefetch"):
        assert marked(found, kind + named) == "media"
    for kind in ("scriptundefined", "iframeundefined", "linkstylesheet"):
        assert marked(found, kind + other) == "marketing"
    for kind in ("undefined", "imgundefined", "linkcanonical"):
        assert marked(found, kind + other) == ""
    for address in ("aundefined" + named, "linkcanonical" + named, "scriptundefineddata:,"):
        assert marked(found, address) == ""


@pytest.fixture
def path(site: Site) -> str:
    return f"/t/{site.key}/guard.js"


def published(app: Flask, client: FlaskClient, site: Site, **fields: Any) -> str:
    """What is served after the document was changed."""
    publish(save_draft(site, load_document({**draft_of(site).raw, **fields})))
    app.extensions["temoin_sites"].forget(site.key)
    return client.get(f"/t/{site.key}/guard.js").get_data(as_text=True)


def test_it_is_public_and_a_proxy_may_keep_it(client: FlaskClient, path: str) -> None:
    """V23: the same bytes for everybody, with a strong ETag."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"].startswith("public, max-age=300")
    assert not answer.headers["ETag"].startswith("W/")
    assert (
        client.get(path, headers={"If-None-Match": client.get(path).headers["ETag"]}).status_code
        == 304
    )
    assert built("guard.js").strip() in gzip.decompress(answer.data)
    unknown = client.get("/t/nosuchsite/guard.js")
    assert (unknown.status_code, unknown.data[:2]) == (404, b"/*")


def test_it_can_stand_in_an_inline_script(client: FlaskClient, path: str) -> None:
    """V10: no text of the site can end the script."""
    code = client.get(path).get_data(as_text=True)
    assert "</" not in code.replace("<\\/", "")
    assert "<!--" not in code
    assert (code[0], code[-1]) == ("\n", "\n")


def test_google_is_denied_first_where_the_site_has_it(
    app: Flask, client: FlaskClient, site: Site
) -> None:
    """GCM-01: and nothing is said to sites without it."""
    assert "wait_for_update" not in published(app, client, site)
    google = {"key": "google-analytics", "name": "Google Analytics"}
    purposes = draft_of(site).raw["purposes"]
    named = [{**one, "vendors": [google] if one["key"] == "statistics" else []} for one in purposes]
    code = published(app, client, site, purposes=named)
    assert code.index("wait_for_update") < code.index("MutationObserver")
    assert '"statistics:google-analytics"' in code
    off = {"automatic": False, "unknown": "marketing"}
    code = published(app, client, site, purposes=named, blocking=off)
    assert "wait_for_update" in code
    assert "MutationObserver" not in code
