"""The declaration that the site honours Global Privacy Control."""

from __future__ import annotations

import json

import pytest

from temoin.web.health import GPC_SINCE
from tests.wordpress.instance import Instance

pytestmark = pytest.mark.wordpress

DECLARED = {"gpc": True, "lastUpdate": GPC_SINCE}
STATE = "echo Temoin\\WP\\Gpc::state();"


def test_the_declaration_is_at_the_root_of_the_host(wordpress: Instance) -> None:
    """GPC-04: 200, JSON, the same as the service says; no cookie, and nowhere else."""
    for path in ("/.well-known/gpc.json", "/.well-known/gpc.json?x=1"):
        answer = wordpress.visitor().get(path)
        assert answer.status == 200
        assert answer.headers["Content-Type"].partition(";")[0] == "application/json"
        assert json.loads(answer.text) == DECLARED
        assert answer.set_cookies == []
    for path in ("/.well-known/gpc.jsonx", "/blog/.well-known/gpc.json"):
        assert wordpress.visitor().get(path).status == 404


def test_a_site_without_banner_declares_nothing(wordpress: Instance) -> None:
    """GPC-04: nothing there would honour the signal."""
    wordpress.set_options(temoin_site_key="")
    assert wordpress.visitor().get("/.well-known/gpc.json").status == 404


def test_an_owner_whose_wordpress_is_in_a_folder_is_told_what_to_do(wordpress: Instance) -> None:
    """GPC-04: browsers ask the root of the host, which such a WordPress does not answer."""
    assert f"{wordpress.url}/.well-known/gpc.json" in wordpress.wp_eval(STATE)
    in_folder = "add_filter('home_url', fn($url) => $url . '/blog');"
    told = wordpress.wp_eval(in_folder + STATE)
    assert json.loads(told[told.index("{") : told.index("}") + 1]) == DECLARED
    page = wordpress.signed_in("admin").get("/wp-admin/options-general.php?page=temoin").text
    assert "Global Privacy Control" in page
