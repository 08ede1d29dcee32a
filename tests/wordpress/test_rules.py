"""The rules of the service: fetched, kept, obeyed, overridden, reported."""

from __future__ import annotations

import json

import pytest

from tests.wordpress.instance import Instance, php
from tests.wordpress.markup import Markup
from tests.wordpress.stub_service import KEY, StubService

pytestmark = pytest.mark.wordpress

THIRD = "http://third.example:9000"
PAGE = "/third-parties/"
SETTINGS = "/wp-admin/options-general.php?page=temoin"
ANSWER = {
    "revision": 7,
    "automatic": True,
    "unknown": "marketing",
    "own": ["shop.example"],
    "free": ["js.pay.example", "*.deep.tag.example/free"],
    "services": [
        {"key": "tag", "name": "T", "purpose": "statistics", "hosts": ["*.tag.example"]},
        {"key": "path", "name": "P", "purpose": "marketing", "hosts": ["a.tag.example/ads"]},
    ],
}
CLI = """
class WP_CLI {
    static function line($text) { echo "$text\\n"; }
    static function success($text) { echo "Success: $text\\n"; }
    static function error($text) { echo "Error: $text\\n"; throw new Exception('exit 1'); }
}
"""


def purposes(wordpress: Instance, *addresses: str) -> list[str]:
    """What each address waits for."""
    calls = ", ".join(f"Temoin\\WP\\Catalogue::purpose('{address}')" for address in addresses)
    found: list[str] = json.loads(wordpress.wp_eval(f"echo wp_json_encode(array({calls}));"))
    return found


def cli(wordpress: Instance, command: str, *arguments: str) -> str:
    """What `wp temoin …` prints."""
    call = f"(new Temoin\\WP\\Cli())->{command}({php(arguments)});"
    run = f"{CLI} try {{ {call} }} catch (Exception $e) {{}}"
    return wordpress.wp_eval(run)


@pytest.fixture
def fetched(wordpress: Instance, service: StubService) -> Instance:
    """A WordPress that was connected to the service a moment ago."""
    service.rules = json.dumps(ANSWER)
    wordpress.set_options(temoin_url=service.url)
    return wordpress


def test_the_rules_are_fetched_after_the_settings_were_saved(
    wordpress: Instance, service: StubService
) -> None:
    """On the administrator's request; every hour from then, and never by a visitor's."""
    service.rules = json.dumps(ANSWER)
    admin = wordpress.signed_in("admin")
    form = Markup(admin.get(SETTINGS).text)
    hidden = {str(t["name"]): t["value"] or "" for t in form.all("input") if t["type"] == "hidden"}
    fields = {**hidden, "temoin_url": service.url, "temoin_site_key": KEY}
    assert admin.post("/wp-admin/options.php", fields).status == 302
    assert service.asked == [f"/t/{KEY}/rules.json"]
    assert json.loads(wordpress.option("temoin_rules") or "")["revision"] == 7
    assert wordpress.wp_eval("echo wp_get_schedule('temoin_fetch_rules');") == "hourly"
    for path in ("/", "/hello-world/", "/no-such-page/"):
        wordpress.visitor().get(path)
    assert len(service.asked) == 1


def test_the_rules_are_not_read_on_requests_that_need_none(fetched: Instance) -> None:
    autoload = fetched.wp_eval(
        'global $wpdb; echo $wpdb->get_var("SELECT autoload FROM $wpdb->options'
        " WHERE option_name = 'temoin_rules'\");"
    )
    assert autoload in {"no", "off"}


def test_the_longest_entry_wins_and_free_and_own_hosts_are_never_held(fetched: Instance) -> None:
    expected = {
        "https://a.tag.example/x.js": "statistics:tag",
        "https://tag.example/x.js": "marketing",  # a star stands for subdomains alone
        "https://a.tag.example/ads/x.js": "marketing:path",
        "https://b.deep.tag.example/free/x.js": "",
        "https://js.pay.example/v3/": "",
        "https://cdn.shop.example/x.js": "",
        "https://%61.tag.example/x.js": "statistics:tag",
        "https://nobody.example/x.js": "marketing",
    }
    assert purposes(fetched, *expected) == list(expected.values())


@pytest.mark.parametrize(
    "body", ["", "no JSON", "[]", '{"services": 1}', '{"own": [], "free": [], "unknown": ""}']
)
def test_the_last_good_rules_stay(fetched: Instance, service: StubService, body: str) -> None:
    before = fetched.option("temoin_rules")
    service.rules = body
    assert "Error: " in cli(fetched, "sync")
    service.forced = (503, "text/html", "")
    assert "Error: The service answers with error 503." in cli(fetched, "sync")
    assert fetched.option("temoin_rules") == before


def test_without_any_rules_every_third_party_waits_for_the_strictest(wordpress: Instance) -> None:
    """Unknown means refuse: the service was never reached."""
    wordpress.wp_eval(f"delete_option('temoin_rules'); third_party_page('{THIRD}');")
    page = Markup(wordpress.visitor().get(PAGE).text)
    for name in ("third-party-js", "third-party-module-js-module", "html-frame", "plain-pixel"):
        assert page.by_id(name).waits() == "marketing"


@pytest.mark.parametrize(
    ("of_the_rules", "of_the_site", "held"),
    [(True, "", True), (False, "", False), (True, "0", False), (False, "1", True)],
)
def test_automatic_holding_follows_the_rules_unless_set_on_this_site(
    fetched: Instance, service: StubService, of_the_rules: bool, of_the_site: str, held: bool
) -> None:
    service.rules = json.dumps({**ANSWER, "automatic": of_the_rules})
    cli(fetched, "sync")
    fetched.set_options(temoin_automatic=of_the_site, temoin_hosts="mine.example media")
    found = purposes(
        fetched, "https://a.tag.example/", "https://b.example/", "https://mine.example/"
    )
    assert found == (["statistics:tag", "marketing"] if held else ["", ""]) + ["media"]


def test_other_code_may_hold_an_address_or_let_it_through(fetched: Instance) -> None:
    fetched.set_options(
        temoin_rules=json.dumps({**json.loads(fetched.option("temoin_rules") or ""), "unknown": ""})
    )
    got = fetched.wp_eval(
        "add_filter('temoin_hold', function ($held, $address, $context) {"
        " echo $held ? 'held' : 'free', \" $context|\";"
        " return false !== strpos($address, 'hold') ?: ($held && 'iframe' !== $context);"
        " }, 10, 3);"
        " foreach (array('https://a.tag.example/', 'https://hold.example/') as $address)"
        " foreach (array('script', 'iframe') as $context)"
        " echo Temoin\\WP\\Catalogue::purpose($address, $context), '|';"
    )
    assert got == (
        "held script|statistics:tag|held iframe||free script|marketing|free iframe|marketing|"
    )


def test_connecting_by_command_tests_saves_and_fetches(
    wordpress: Instance, service: StubService
) -> None:
    service.rules = json.dumps(ANSWER)
    told = cli(wordpress, "connect", f"{service.url}/dashboard", KEY)
    assert "Connected: " in told
    assert "Success: Rules: revision 7 of your site" in told
    assert wordpress.option("temoin_url") == service.url
    assert wordpress.option("temoin_site_key") == KEY


def test_a_failed_connection_changes_nothing(fetched: Instance, service: StubService) -> None:
    before = fetched.option("temoin_url")
    assert "Error: " in cli(fetched, "connect", service.url, "otherkey")
    assert "Error: There is no usable" in cli(fetched, "connect", "javascript:alert(1)", KEY)
    fetched.set_constants(TEMOIN_URL=service.url)
    assert "Error: wp-config.php fixes" in cli(fetched, "connect", service.url, KEY)
    fetched.set_constants()
    assert fetched.option("temoin_url") == before
    assert fetched.option("temoin_site_key") == KEY


def test_status_sync_and_selftest_say_how_it_stands(fetched: Instance) -> None:
    assert "Success: Rules: revision 7 of your site" in cli(fetched, "sync")
    status = cli(fetched, "status")
    assert f"Site key: {KEY}" in status
    assert "Services: 2 known" in status
    assert "Automatic holding: on (as in the dashboard)" in status
    tested = cli(fetched, "selftest")
    assert tested.startswith(status)
    assert "Success: " in tested


def test_selftest_fails_without_rules_with_old_ones_and_without_the_service(
    fetched: Instance, service: StubService
) -> None:
    service.forced = (503, "text/html", "")
    assert "Error: The service answers with error 503." in cli(fetched, "selftest")
    fetched.set_options(temoin_rules=json.dumps({"at": 1, "hosts": {}}))
    assert "older than a day" in cli(fetched, "selftest")
    assert "Success: " in cli(fetched, "purge")
    assert "Error: The rules were never fetched" in cli(fetched, "selftest")


def test_the_settings_page_says_how_it_stands(fetched: Instance) -> None:
    cli(fetched, "sync")
    assert "revision 7 of your site" in fetched.signed_in("admin").get(SETTINGS).text


@pytest.mark.parametrize("path", ["/robots.txt", "/wp-sitemap.xml", "/wp-sitemap-index.xsl"])
def test_what_is_no_page_stays_as_it_is(fetched: Instance, path: str) -> None:
    answer = fetched.visitor().get(path)
    fetched.set_options(temoin_site_key="")
    assert fetched.visitor().get(path).text == answer.text
    assert "data-temoin" not in answer.text


@pytest.mark.parametrize("flushes", [False, True])
def test_a_page_that_is_sent_in_pieces_is_marked_as_a_whole(
    fetched: Instance, flushes: bool
) -> None:
    """A theme may flush its head early."""
    flush = "<?php if (ob_get_level()) @ob_flush(); flush(); ?>" if flushes else ""
    template = fetched.dir / "site" / "wp-content" / "themes" / "classic" / "index.php"
    before = template.read_text("utf-8")
    template.write_text(
        f"<!doctype html><head>{flush}<script id=a src=https://a.tag.example/x.js></script></head>"
        f"{flush}<script id=b src=https://b.tag.example/x.js></script>",
        "utf-8",
    )
    fetched.wp_eval("switch_theme('classic');")
    try:
        page = Markup(fetched.visitor().get("/").text)
    finally:
        template.write_text(before, "utf-8")
        fetched.wp_eval("switch_theme('twentytwentyfive');")
    assert [page.by_id(name).waits() for name in ("a", "b")] == ["statistics:tag"] * 2


NOBODY = "https://nobody.example/x"
NAMED = "https://a.tag.example/x"
WAIT = [
    f"<script src='{NOBODY}'></script>",
    f"<script language=JavaScript src='{NOBODY}'></script>",
    f"<svg><script href='{NOBODY}'></script></svg>",
    f"<link rel=stylesheet href='{NOBODY}'>",
    f"<link rel=preload as=image imagesrcset='{NOBODY} 2x' href='/own.png'>",
    f"<iframe src='{NOBODY}'></iframe>",
    f"<iframe srcdoc='&lt;img width=1 src={NOBODY}&gt;'></iframe>",
    f"<video poster='{NOBODY}'></video>",
    f"<video><source src='{NOBODY}'></video>",
    f"<embed src='{NOBODY}'>",
    f"<object data='{NOBODY}'></object>",
    f"<img src='{NOBODY}' width=1 height=1>",
    f"<img src='{NOBODY}' style='display:none'>",
    f"<img src='{NAMED}'>",
    f"<picture><source srcset='{NAMED}'></picture>",
]
STAY = [
    f"<img src='{NOBODY}'>",
    f"<picture><source srcset='{NOBODY}'></picture>",
    f"<link rel=icon href='{NOBODY}'>",
    f"<script type='application/json' src='{NOBODY}'></script>",
    f"<script language=vbscript src='{NOBODY}'></script>",
    f"<a href='{NAMED}'>A link</a>",
    "<embed src='/own.svg'><object data='/own.pdf'></object>",
]


def test_the_same_kinds_of_tags_wait_as_on_static_pages(fetched: Instance) -> None:
    """R12: as `temoin rewrite` holds them; a picture that nobody named leaves no hole."""
    calls = f"array_map(array('Temoin\\\\WP\\\\Marker', 'mark'), {php([*WAIT, *STAY])})"
    found: list[str] = json.loads(fetched.wp_eval(f"echo wp_json_encode({calls});"))
    assert [html for html in found[: len(WAIT)] if "data-temoin=" not in html] == []
    assert found[len(WAIT) :] == STAY
    fetched.set_options(
        temoin_rules=json.dumps({**json.loads(fetched.option("temoin_rules") or ""), "unknown": ""})
    )
    found = json.loads(fetched.wp_eval(f"echo wp_json_encode({calls});"))
    assert [bool("data-temoin=" in html) for html in found] == [
        NAMED in html and "<a " not in html for html in [*WAIT, *STAY]
    ]
