"""What every page gets: one tag, first in the head, the same for everybody."""

from __future__ import annotations

import json

import pytest

from tests.wordpress.conftest import SERVICE
from tests.wordpress.instance import Instance
from tests.wordpress.markup import Markup, Tag
from tests.wordpress.stub_service import KEY, StubService

pytestmark = pytest.mark.wordpress

MAX_ADDED = 700
MAX_AUTOLOADED = 2048


def snippets(html: str) -> list[Tag]:
    return [tag for tag in Markup(html).all("script") if tag["id"] == "temoin-js"]


def front(wordpress: Instance) -> str:
    answer = wordpress.visitor().get("/")
    assert answer.status == 200
    return answer.text


def test_the_front_page_has_exactly_one_snippet_tag_and_it_is_the_first_script(
    wordpress: Instance,
) -> None:
    markup = Markup(front(wordpress))
    first = next(markup.all("script"))
    assert first["id"] == "temoin-js"
    assert first.in_head
    assert first["src"] == f"{SERVICE}/t/{KEY}.js?l=en"
    assert "async" in first.attributes
    assert len([t for t in markup.all("script") if (t["src"] or "").startswith(SERVICE)]) == 1
    loading = [t.name for t in markup.tags[: markup.tags.index(first)]]
    assert set(loading) <= {"html", "head", "meta"}


def test_pages_wait_for_the_snippet_where_a_framework_is_on(
    wordpress: Instance, service: StubService
) -> None:
    """TCF-02: as the service's own tag; the interface must be there before any tag asks."""
    told = {"revision": 2, "automatic": True, "unknown": "", "own": [], "free": [], "services": []}
    wordpress.set_options(temoin_url=service.url)
    for waits in (True, False):
        service.rules = json.dumps({**told, "waits": waits})
        wordpress.wp_eval("echo Temoin\\WP\\RulesFetcher::refresh();")
        (tag,) = snippets(front(wordpress))
        assert ("async" in tag.attributes) is not waits


def test_the_tag_keeps_the_well_known_optimisers_off(wordpress: Instance) -> None:
    (tag,) = snippets(front(wordpress))
    assert tag["data-cfasync"] == "false"
    assert {"data-no-optimize", "data-noptimize", "data-nowprocket", "data-jetpack-boost"} <= set(
        tag.attributes
    )


def test_optimisers_are_told_the_snippets_address(wordpress: Instance) -> None:
    told = wordpress.wp_eval(
        "echo implode('|', apply_filters('rocket_exclude_js', array('a.js'))), ' ',"
        " apply_filters('autoptimize_filter_js_exclude', 'a.js, b.js'), ' ',"
        " apply_filters('autoptimize_filter_js_exclude', '');"
    )
    address = f"{SERVICE}/t/{KEY}"
    assert told == f"a.js|{address} a.js, b.js, {address} {address}"


@pytest.mark.parametrize("missing", ["temoin_url", "temoin_site_key"])
def test_a_plugin_that_is_not_set_up_leaves_the_page_untouched(
    wordpress: Instance, missing: str
) -> None:
    wordpress.wp_eval("third_party_page('https://www.youtube.com');")
    wordpress.set_options(**{missing: ""})
    unconfigured = wordpress.visitor().get("/third-parties/").text
    wordpress.wp_eval("deactivate_plugins('temoin/temoin.php');")
    bare = wordpress.visitor().get("/third-parties/").text
    wordpress.wp_eval("activate_plugin('temoin/temoin.php');")
    assert "youtube.com" in bare
    assert unconfigured == bare


@pytest.mark.parametrize(
    ("locale", "language"),
    [("fr_FR", "fr"), ("de_DE_formal", "de"), ("pt_BR", "pt-br"), ("", "en")],
)
def test_the_snippet_speaks_the_language_of_the_site(
    wordpress: Instance, locale: str, language: str
) -> None:
    wordpress.set_language(locale)
    (tag,) = snippets(front(wordpress))
    assert tag["src"] == f"{SERVICE}/t/{KEY}.js?l={language}"


def test_constants_win_over_options(wordpress: Instance) -> None:
    wordpress.set_constants(TEMOIN_URL="https://other.example/", TEMOIN_SITE_KEY="constant1")
    (tag,) = snippets(front(wordpress))
    assert tag["src"] == "https://other.example/t/constant1.js?l=en"


@pytest.mark.parametrize("address", ["javascript:alert(1)//", "data:text/html,x", "//evil.example"])
def test_a_poisoned_address_prints_nothing(wordpress: Instance, address: str) -> None:
    """V3: what a database or wp-config.php holds is checked again when it is read."""
    wordpress.set_options(temoin_url=address)
    assert snippets(front(wordpress)) == []
    wordpress.set_constants(TEMOIN_URL=address)
    assert snippets(front(wordpress)) == []


def test_twenty_visitors_with_different_cookies_get_the_same_page(wordpress: Instance) -> None:
    """WEB-14: a page cache may keep any of them for all."""
    pages = set()
    for number in range(20):
        choice = f"eu-consent=statistics={'true' if number % 2 else 'false'}&id={number}"
        cookies = {"Cookie": f"{choice}; temoin_id={number:032x}", "Sec-GPC": str(number % 2)}
        pages.add(wordpress.visitor().get("/", cookies).text)
    assert len(pages) == 1
    assert snippets(pages.pop())


def test_the_page_grows_by_less_than_700_bytes(wordpress: Instance) -> None:
    wordpress.set_options(temoin_quiet_front="0")
    page = front(wordpress)
    wordpress.set_options(temoin_site_key="")
    added = len(page.encode()) - len(front(wordpress).encode())
    assert 0 < added <= MAX_ADDED


def test_the_front_page_costs_no_extra_query_and_under_2_kb_of_options(wordpress: Instance) -> None:
    wordpress.set_options(temoin_hosts="\n".join(f"h{n:03}.example marketing" for n in range(60)))
    size = int(
        wordpress.wp_eval(
            'global $wpdb; echo $wpdb->get_var("SELECT SUM(LENGTH(option_name) +'
            " LENGTH(option_value)) FROM $wpdb->options WHERE option_name LIKE 'temoin%'"
            " AND autoload IN ('yes', 'on', 'auto', 'auto-on')\");"
        )
    )
    assert 0 < size <= MAX_AUTOLOADED
    queries = wordpress.wp_eval(
        "global $wpdb; $before = $wpdb->num_queries; Temoin\\WP\\Snippet::tag();"
        " Temoin\\WP\\Catalogue::purpose('https://www.youtube.com/embed/1');"
        " Temoin\\WP\\Options::quiet(); echo $wpdb->num_queries - $before;"
    )
    assert queries == "0"


def test_the_front_page_makes_no_request_to_the_service(wordpress: Instance) -> None:
    log = wordpress.dir / "http.log"
    before = log.read_text() if log.exists() else ""
    front(wordpress)
    after = log.read_text() if log.exists() else ""
    assert SERVICE not in after[len(before) :]


@pytest.mark.parametrize(("quiet", "present"), [("1", False), ("0", True)])
def test_the_emoji_script_that_stores_before_a_choice_is_left_out_unless_wanted(
    wordpress: Instance, quiet: str, present: bool
) -> None:
    """R12: WordPress itself writes sessionStorage.wpEmojiSettingsSupports."""
    wordpress.set_options(temoin_quiet_front=quiet)
    page = front(wordpress)
    assert ("wpEmojiSettingsSupports" in page) is present
    assert ("s.w.org" in page) is present


@pytest.mark.parametrize(
    "path", ["/wp-login.php", "/feed/", "/wp-json/wp/v2/posts", "/hello-world/embed/"]
)
def test_login_feeds_rest_and_embeds_of_posts_get_no_tag(wordpress: Instance, path: str) -> None:
    answer = wordpress.visitor().get(path)
    assert answer.status == 200
    assert "temoin-js" not in answer.text


def test_admin_pages_get_no_tag(wordpress: Instance) -> None:
    admin = wordpress.signed_in("admin")
    for path in ("/wp-admin/", "/wp-admin/post-new.php", "/wp-admin/customize.php"):
        answer = admin.get(path)
        assert answer.status == 200
        assert "temoin-js" not in answer.text


def test_shortcodes_give_the_snippet_its_places(wordpress: Instance) -> None:
    shown = wordpress.wp_eval(
        "echo do_shortcode('[temoin_policy]|[temoin_preferences]|[temoin_optin]');"
    )
    button = '<button type="button" data-temoin-open>Cookie settings</button>'
    assert shown == f"<div data-temoin-policy></div>|{button}|[temoin_optin]"
