"""Every hook of the plugin, as everybody, with and without a nonce (V3, V4, V5, V9)."""

from __future__ import annotations

import json

import pytest

from tests.wordpress.conftest import SERVICE
from tests.wordpress.instance import Instance, Visitor, php
from tests.wordpress.stub_service import KEY

pytestmark = pytest.mark.wordpress

ROLES = ["anonymous", "subscriber", "editor", "admin"]
NONCES = {"options": "temoin-options", "ajax": "temoin_test"}
EVIL = {
    "temoin_url": "https://evil.example",
    "temoin_site_key": "evilkey",
    "temoin_hosts": "evil.example necessary",
    "temoin_quiet_front": "0",
    "temoin_automatic": "0",
    "temoin_unknown": "evil",
    "users_can_register": "1",
    "default_role": "administrator",
    "admin_email": "evil@evil.example",
}

# Every hook through which a request could reach the plugin's code, and every REST route of ours.
DOORS = """
global $wp_filter;
$found = array();
$doors = '/^(wp_ajax_|admin_post_|admin_action_|load-|parse_request|rest_api_init)/';
foreach ($wp_filter as $name => $hook) {
    foreach (preg_match($doors, $name) ? $hook->callbacks : array() as $calls) {
        foreach (array_column($calls, 'function') as $call) {
            if (is_array($call) && is_string($call[0]) && 0 === strpos($call[0], 'Temoin')) {
                $found[] = $name;
            }
        }
    }
}
$routes = preg_grep('/temoin/', array_keys(rest_get_server()->get_routes()));
echo wp_json_encode(array_merge($found, array_values($routes)));
"""


def actor(wordpress: Instance, role: str) -> Visitor:
    return wordpress.visitor() if role == "anonymous" else wordpress.signed_in(role)


def nonce(wordpress: Instance, role: str, visitor: Visitor, action: str) -> str:
    """A nonce that is valid for this visitor's session, as a page that leaks it would hold."""
    cookie = visitor.cookie("wordpress_logged_in")
    user = "0" if role == "anonymous" else f"get_user_by('login', '{role}')->ID"
    return wordpress.wp_eval(
        f"$_COOKIE[LOGGED_IN_COOKIE] = rawurldecode({php(cookie)}); wp_set_current_user({user});"
        f" echo wp_create_nonce('{action}');"
    )


def options(wordpress: Instance) -> dict[str, str]:
    """Every option, but those that WordPress itself changes on any request."""
    found: dict[str, str] = json.loads(
        wordpress.wp_eval(
            'global $wpdb; $all = array(); foreach ($wpdb->get_results("SELECT option_name n,'
            ' option_value v FROM $wpdb->options") as $o) $all[$o->n] = $o->v;'
            " echo wp_json_encode($all);"
        )
    )
    moving = (
        *("_transient", "_site_transient", "cron", "auto_core_update", "recovery_"),
        # Whether the privacy guide's texts changed: noted on the first visit of an administrator.
        "_wp_suggested_policy",
    )
    return {name: value for name, value in found.items() if not name.startswith(moving)}


def test_the_plugin_has_one_ajax_action_one_route_and_no_other_door(wordpress: Instance) -> None:
    """V4: a new door without a row below fails here."""
    doors = json.loads(wordpress.wp_eval(DOORS))
    assert doors == [
        *("rest_api_init", "wp_ajax_temoin_test"),
        *("/temoin/v1", "/temoin/v1/choice"),
    ]


@pytest.mark.parametrize("with_nonce", [True, False])
@pytest.mark.parametrize("role", ROLES)
def test_only_an_administrator_with_a_nonce_changes_settings(
    wordpress: Instance, role: str, with_nonce: bool
) -> None:
    visitor = actor(wordpress, role)
    before = options(wordpress)
    token = nonce(wordpress, role, visitor, NONCES["options"]) if with_nonce else "0123456789"
    fields = {**EVIL, "option_page": "temoin", "action": "update", "_wpnonce": token}
    answer = visitor.post("/wp-admin/options.php", fields)
    changed = {n: v for n, v in options(wordpress).items() if before.get(n) != v}
    if role == "admin" and with_nonce:
        assert changed == {name: EVIL[name] for name in list(EVIL)[:5]}
    else:
        assert changed == {}
        assert answer.status in {302, 403}
        assert "wp-login.php" in answer.headers.get("Location", "wp-login.php")


@pytest.mark.parametrize("with_nonce", [True, False])
@pytest.mark.parametrize("role", ROLES)
def test_only_an_administrator_with_a_nonce_runs_the_connection_test(
    wordpress: Instance, role: str, with_nonce: bool
) -> None:
    """The test makes the server send a request: nobody else may aim it."""
    visitor = actor(wordpress, role)
    before = options(wordpress)
    token = nonce(wordpress, role, visitor, NONCES["ajax"]) if with_nonce else "0123456789"
    fields = {"action": "temoin_test", "nonce": token, "url": "http://127.0.0.1:1", "key": KEY}
    log = wordpress.dir / "http.log"
    asked = log.read_text() if log.exists() else ""
    answer = visitor.post("/wp-admin/admin-ajax.php", {**fields, **EVIL})
    sent = "http://127.0.0.1:1/" in (log.read_text() if log.exists() else "")[len(asked) :]
    assert sent is (role == "admin" and with_nonce)
    assert options(wordpress) == before
    if not sent:
        assert answer.status in {400, 403}


@pytest.mark.parametrize("with_nonce", [True, False])
@pytest.mark.parametrize("role", ROLES)
def test_the_choice_route_changes_no_setting_whoever_asks(
    wordpress: Instance, role: str, with_nonce: bool
) -> None:
    """It is everybody's: all it may change is the caller's own cookies (test_choice.py)."""
    visitor = actor(wordpress, role)
    before = options(wordpress)
    headers = {"Origin": wordpress.url}
    if with_nonce:
        headers["X-WP-Nonce"] = nonce(wordpress, role, visitor, "wp_rest")
    answer = visitor.post("/wp-json/temoin/v1/choice", EVIL, headers)
    assert (answer.status, answer.set_cookies) == (400, [])
    assert options(wordpress) == before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", ["options-general.php?page=temoin", "?page=temoin", ""])
def test_opening_a_page_never_changes_a_setting(wordpress: Instance, role: str, path: str) -> None:
    """V3, V6, V9: neither with settings in the address, as in the Beautiful Cookie Banner hole."""
    visitor = actor(wordpress, role)
    before = options(wordpress)
    query = "&".join(f"{name}={value}" for name, value in EVIL.items())
    base = "/wp-admin/" if path else "/"
    answer = visitor.get(
        f"{base}{path}{'&' if '?' in path else '?'}{query}&action=update".replace(" ", "+")
    )
    assert answer.status in {200, 302, 403}
    assert options(wordpress) == before


@pytest.mark.parametrize("role", ["anonymous", "subscriber", "editor"])
def test_only_administrators_see_the_settings_page(wordpress: Instance, role: str) -> None:
    answer = actor(wordpress, role).get("/wp-admin/options-general.php?page=temoin")
    assert answer.status in {302, 403}
    assert SERVICE not in answer.text
