"""The settings page: what it accepts, what it shows, and its connection test."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from tests.wordpress.conftest import SERVICE
from tests.wordpress.instance import Answer, Instance, Visitor
from tests.wordpress.markup import Markup
from tests.wordpress.stub_service import JAVASCRIPT, KEY, StubService

pytestmark = pytest.mark.wordpress

PAGE = "/wp-admin/options-general.php?page=temoin"
XSS = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def admin(wordpress: Instance) -> Visitor:
    """The administrator."""
    return wordpress.signed_in("admin")


def form(admin: Visitor) -> dict[str, str]:
    """The fields of the settings form as the page sends them unchanged."""
    page = Markup(admin.get(PAGE).text)
    fields = {
        str(tag["name"]): tag["value"] or ""
        for tag in page.all("input")
        if tag["name"] and (tag["type"] != "checkbox" or "checked" in tag.attributes)
    }
    return {**fields, "temoin_hosts": ""}


def save(admin: Visitor, **changes: str) -> str:
    """Send the form with changes; the page that follows, as text."""
    answer = admin.post("/wp-admin/options.php", {**form(admin), **changes})
    assert answer.status == 302
    return admin.get(f"{PAGE}&settings-updated=true").text


def test(admin: Visitor, url: str, key: str) -> tuple[bool, str, str]:
    """What the connection test answers: good or not, message, next step."""
    button = Markup(admin.get(PAGE).text).by_id("temoin-test")
    fields = {"action": "temoin_test", "nonce": button["data-nonce"] or "", "url": url, "key": key}
    answer = json.loads(admin.post("/wp-admin/admin-ajax.php", fields).text)
    return answer["success"], answer["data"]["message"], answer["data"]["next"]


test.__test__ = False  # type: ignore[attr-defined]


def test_an_administrator_saves_every_setting(wordpress: Instance, admin: Visitor) -> None:
    page = save(
        admin,
        temoin_url="https://consent.example:8443/sites/1",
        temoin_site_key=" newkey1 ",
        temoin_hosts="Ads.Example/Path Marketing\nads.example/Path marketing:acme\n\nb.example=x",
        temoin_quiet_front="",
    )
    assert wordpress.option("temoin_url") == "https://consent.example:8443"
    assert wordpress.option("temoin_site_key") == "newkey1"
    assert wordpress.option("temoin_hosts") == "ads.example/Path marketing:acme\nb.example x"
    assert wordpress.option("temoin_quiet_front") == "0"
    assert "Ads.Example/Path Marketing" in unescape(page)
    assert "Settings saved" not in page or "left out" in page


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "javascript://consent.example/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "ftp://consent.example",
        "https://",
        "https://user:pw@consent.example",
        'https://consent.example"onload=alert(1)',
        "https://consent example",
        "//consent.example",
        XSS,
    ],
)
def test_only_http_and_https_addresses_are_saved(
    wordpress: Instance, admin: Visitor, address: str
) -> None:
    """V3: the old address stays, and the page says what to do."""
    page = save(admin, temoin_url=address)
    assert wordpress.option("temoin_url") == SERVICE
    assert "The service address was not saved" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("key", ["abc", "UPPER1", "with space", "../../x", "a" * 65, XSS])
def test_only_small_letters_and_digits_make_a_key(
    wordpress: Instance, admin: Visitor, key: str
) -> None:
    page = save(admin, temoin_site_key=key)
    assert wordpress.option("temoin_site_key") == KEY
    assert "The site key was not saved" in page


def test_an_emptied_field_disconnects(wordpress: Instance, admin: Visitor) -> None:
    page = save(admin, temoin_url="", temoin_site_key="")
    assert wordpress.option("temoin_url") == ""
    assert "Temoin is not set up yet" in page
    assert "temoin-js" not in wordpress.visitor().get("/").text


@pytest.mark.parametrize(
    "line", [XSS, "ads.example", "ads.example two purposes", "ads.example <b>"]
)
def test_a_line_that_cannot_be_read_is_named_and_left_out(
    wordpress: Instance, admin: Visitor, line: str
) -> None:
    page = save(admin, temoin_hosts=f"good.example media\n{line}")
    assert wordpress.option("temoin_hosts") == "good.example media"
    assert "This line was left out" in page
    assert "<script>alert" not in page
    assert "onerror=alert(1)>" not in page


def test_a_list_too_long_for_every_page_is_refused(wordpress: Instance, admin: Visitor) -> None:
    page = save(admin, temoin_hosts="\n".join(f"host{n}.example marketing" for n in range(99)))
    assert wordpress.option("temoin_hosts") == ""
    assert "The list of hosts was not saved" in page


def test_stored_markup_is_shown_as_text(wordpress: Instance, admin: Visitor) -> None:
    """V8: even what got into the database past the checks."""
    poison = f"</textarea>{XSS}"
    wordpress.set_options(temoin_url=poison, temoin_site_key=poison, temoin_hosts=poison)
    page = admin.get(PAGE).text
    assert poison in unescape(page)
    assert "<script>alert" not in page
    assert not [tag for tag in Markup(page).all("img") if "onerror" in tag.attributes]


def test_constants_are_shown_read_only_and_cannot_be_saved_over(
    wordpress: Instance, admin: Visitor
) -> None:
    wordpress.set_constants(TEMOIN_URL="https://constant.example", TEMOIN_SITE_KEY="constant1")
    page = Markup(admin.get(PAGE).text)
    for name, value in (
        ("temoin_url", "https://constant.example"),
        ("temoin_site_key", "constant1"),
    ):
        field = page.by_id(name)
        assert field["value"] == value
        assert "readonly" in field.attributes
        assert "name" not in field.attributes
    save(admin, temoin_url="https://evil.example", temoin_site_key="evil1")
    assert wordpress.option("temoin_url") == SERVICE
    assert wordpress.option("temoin_site_key") == KEY


def test_a_useless_constant_is_named(wordpress: Instance, admin: Visitor) -> None:
    wordpress.set_constants(TEMOIN_URL="javascript:alert(1)")
    assert "TEMOIN_URL in wp-config.php holds no usable value" in admin.get(PAGE).text


def test_the_page_previews_the_exact_tag_and_links_to_the_dashboard(
    wordpress: Instance, admin: Visitor
) -> None:
    page = admin.get(PAGE).text
    shown = re.search(r'<pre class="temoin-tag"><code>(.*?)</code>', page, re.S)
    assert shown
    assert unescape(shown[1]) in wordpress.visitor().get("/").text
    assert f'href="{SERVICE}/"' in page


def test_the_connection_test_finds_the_service(
    wordpress: Instance, admin: Visitor, service: StubService
) -> None:
    good, message, step = test(admin, service.url, KEY)
    assert good
    assert message.startswith("Connected")
    assert step == "Save the changes now."
    assert service.asked == [f"/t/{KEY}.js"]
    wordpress.set_options(temoin_url=service.url)
    assert test(admin, service.url, KEY)[2].startswith("Open your site")


def test_the_connection_test_names_a_wrong_key(admin: Visitor, service: StubService) -> None:
    good, message, step = test(admin, service.url, "wrongkey")
    assert not good
    assert "does not know this site key" in message
    assert "Compare the key" in step


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((200, "text/html", ""), "not a Temoin service"),
        ((503, JAVASCRIPT, ""), "error 503"),
        ((301, "text/html", "https://elsewhere.example/"), "https://elsewhere.example/"),
    ],
)
def test_the_connection_test_says_what_else_is_wrong(
    admin: Visitor, service: StubService, answer: tuple[int, str, str], message: str
) -> None:
    service.forced = answer
    good, said, step = test(admin, service.url, KEY)
    assert not good
    assert message in said
    assert step
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://127.0.0.1:1", "cannot be reached"),
        ("https://blocked.example", "no outgoing requests"),
        ("javascript:alert(1)", "no usable service address"),
        ("", "no usable service address"),
    ],
)
def test_the_connection_test_says_why_there_is_no_answer(
    admin: Visitor, url: str, message: str
) -> None:
    good, said, step = test(admin, url, KEY)
    assert not good
    assert message in said
    assert step


def test_the_connection_test_does_not_trust_an_unknown_certificate(
    wordpress: Instance, service: StubService
) -> None:
    """What wp_remote_get is asked for: certificates checked, three seconds, no redirects."""
    asked = wordpress.wp_eval(
        "add_filter('pre_http_request', function($no, $args) { echo wp_json_encode($args);"
        " return new WP_Error('x', 'y'); }, 10, 2);"
        f" Temoin\\WP\\Connection::test('{service.url}', '{KEY}');"
    )
    arguments = json.loads(asked)
    assert arguments["sslverify"] is True
    assert arguments["timeout"] == 3
    assert arguments["redirection"] == 0


def test_french_administrators_read_french(wordpress: Instance, admin: Visitor) -> None:
    wordpress.set_language("fr_FR")
    page = admin.get(PAGE).text
    assert "Tester la connexion" in page
    texts = Markup(page).by_id("temoin-settings-js-translations").text
    assert re.search(r'"Asking the service…": \["?\s*"Question au service…"', texts)
    assert "Réglages des cookies" in wordpress.wp_eval("echo do_shortcode('[temoin_preferences]');")


def test_the_privacy_guide_offers_the_text(wordpress: Instance, admin: Visitor) -> None:
    guide = admin.get("/wp-admin/options-privacy.php?tab=policyguide").text
    for word in ("eu-consent", "temoin_id", "6 months", "13 months", SERVICE):
        assert word in guide


def test_no_admin_page_is_redirected_or_gets_a_notice(wordpress: Instance, admin: Visitor) -> None:
    wordpress.set_options(temoin_url="", temoin_site_key="")
    for path in ("/wp-admin/", "/wp-admin/plugins.php", "/wp-admin/tools.php"):
        answer: Answer = admin.get(path)
        assert answer.status == 200
        assert "temoin-state" not in answer.text
        assert "settings.js" not in answer.text
        assert "Temoin is not set up" not in answer.text
