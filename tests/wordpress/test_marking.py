"""Third-party tags wait for their purpose; everything else is left alone."""

from __future__ import annotations

import json

import pytest

from tests.wordpress.conftest import KNOWN_ONLY
from tests.wordpress.instance import Instance, php
from tests.wordpress.markup import Markup

pytestmark = pytest.mark.wordpress

THIRD = "http://third.example:9000"
PAGE = "/third-parties/"
ADDRESSES = {
    "https://www.google-analytics.com/analytics.js": "statistics",
    "https://www.googletagmanager.com/gtag/js?id=G-1": "statistics",
    "https://www.googletagmanager.com/gtag/js?id=AW-1": "marketing",
    "https://www.googletagmanager.com/gtm.js?id=GTM-1": "marketing",
    "//connect.facebook.net/en_US/fbevents.js": "marketing",
    "https://static.hotjar.com/c/hotjar-1.js": "statistics",
    "https://www.youtube-nocookie.com/embed/1": "media",
    "https://www.google.com/maps/embed?pb=1": "media",
    "https://www.google.com/recaptcha/api.js": "",
    "https://notyoutube.com/x": "",
    "https://youtube.com.evil.example/x": "",
    "/wp-includes/js/a.js": "",
    "data:text/javascript,1": "",
    "HTTPS://WWW.YOUTUBE.COM/embed/1": "media",
    " https://www.youtube.com/embed/1": "media",
    "ht\ntps://www.you\ttube.com/embed/1": "media",
    "https:\\\\www.youtube.com\\embed": "media",
    "https:www.youtube.com/embed/1": "media",
    "https://user@www.youtube.com./embed/1": "media",
    "https://www.youtube.com:443/embed/1": "media",
    "https://consent.example/p/k/cookies": "",
}


def rules(**changes: object) -> str:
    """Rules as the plugin keeps them."""
    return json.dumps({**json.loads(KNOWN_ONLY), **changes})


@pytest.fixture
def page(wordpress: Instance) -> Markup:
    """A page with a third party on it, which the owner's list calls marketing."""
    wordpress.set_options(temoin_hosts="third.example marketing")
    wordpress.wp_eval(f"third_party_page('{THIRD}');")
    return Markup(wordpress.visitor().get(PAGE).text)


def publish(wordpress: Instance, content: str) -> None:
    """The post /marked/, anew."""
    post = {"post_title": "m", "post_name": "marked", "post_status": "publish"}
    wordpress.wp_eval(
        "kses_remove_filters(); $old = get_page_by_path('marked', OBJECT, 'post');"
        " if ($old) wp_delete_post($old->ID, true);"
        f" wp_insert_post(wp_slash({php({**post, 'post_content': content})}));"
    )


def marked(wordpress: Instance, block: str, html: str) -> str:
    """HTML of a block as a visitor gets it."""
    publish(wordpress, f"<!-- wp:{block} -->{html}<!-- /wp:{block} -->" if block else html)
    text = wordpress.visitor().get("/marked/").text
    return text[text.index("entry-content") :]


def test_an_enqueued_script_waits_with_its_inline_scripts_in_their_order(page: Markup) -> None:
    scripts = [t for t in page.all("script") if (t["id"] or "").startswith("third-party-js")]
    assert [t["id"] for t in scripts] == [
        "third-party-js-extra",
        "third-party-js-before",
        "third-party-js",
        "third-party-js-after",
    ]
    assert [t.waits() for t in scripts] == ["marketing"] * 4
    assert "T-1" in scripts[0].text
    assert scripts[2]["src"] == f"{THIRD}/tag.js?ver=1"


def test_a_deferred_script_waits_and_keeps_its_strategy(page: Markup) -> None:
    tag = page.by_id("third-party-deferred-js")
    assert tag.waits() == "marketing"
    assert "defer" in tag.attributes


def test_a_script_module_waits_and_keeps_its_type(page: Markup) -> None:
    tag = page.by_id("third-party-module-js-module")
    assert tag.waits() == "marketing"
    assert tag["data-type"] == "module"


def test_own_scripts_run_as_before(page: Markup) -> None:
    for identifier in ("own-script-js", "own-script-js-before"):
        tag = page.by_id(identifier)
        assert "data-temoin" not in tag.attributes
        assert tag["type"] in {None, "text/javascript"}


def test_an_oembed_frame_waits_and_keeps_its_box(page: Markup) -> None:
    frame = page.by_id("oembed-frame")
    assert frame.waits() == "marketing"
    assert frame["data-src"] == f"{THIRD}/video/1?feature=oembed"
    assert (frame["width"], frame["height"]) == ("560", "315")


def test_a_frame_and_a_pixel_in_an_html_block_wait(page: Markup) -> None:
    frame, pixel = page.by_id("html-frame"), page.by_id("plain-pixel")
    assert (frame.waits(), pixel.waits()) == ("marketing", "marketing")
    assert (frame["width"], frame["height"], frame["title"]) == ("400", "300", "A frame")
    assert pixel["data-src"] == f"{THIRD}/pixel-plain.gif"


def test_a_tag_marked_by_hand_stays_as_it_is(page: Markup) -> None:
    pixel = page.by_id("marked-pixel")
    assert pixel.waits() == "marketing"
    assert pixel["data-src"] == f"{THIRD}/pixel-marked.gif"


def test_an_external_video_waits_with_its_poster(page: Markup) -> None:
    video = page.by_id("video")
    assert video.waits() == "marketing"
    assert video["data-poster"] == f"{THIRD}/poster.png"
    assert "poster" not in video.attributes


def test_nothing_on_the_page_loads_from_the_third_party_before_a_choice(page: Markup) -> None:
    """R12: every attribute that a browser would follow at once."""
    for tag in page.tags:
        if tag.name == "script" and tag.waits():
            continue
        loads = [tag[name] or "" for name in ("src", "srcset", "poster", "href", "data")]
        assert not [value for value in loads if "third.example" in value and tag.name != "a"], tag


def test_what_nobody_named_waits_as_the_rules_say(wordpress: Instance) -> None:
    """A frame, a video, a pixel and a script with all that belongs to it; "" leaves them."""
    wordpress.wp_eval(f"third_party_page('{THIRD}');")
    names = ["oembed-frame", "html-frame", "video", "plain-pixel"]
    names += [f"third-party-js{part}" for part in ("-extra", "-before", "", "-after")]
    for unknown in ("", "marketing"):
        wordpress.set_options(temoin_rules=rules(unknown=unknown))
        page = Markup(wordpress.visitor().get(PAGE).text)
        assert {page.by_id(name).waits() for name in names} == {unknown}


def test_an_address_is_read_the_way_browsers_read_it(wordpress: Instance) -> None:
    got = wordpress.wp_eval(
        f'foreach ({php(list(ADDRESSES))} as $a) echo Temoin\\WP\\Catalogue::purpose($a), "\\n";'
    )
    assert dict(zip(ADDRESSES, got.split("\n"), strict=False)) == ADDRESSES


def test_the_owners_lines_win_over_the_built_in_list(wordpress: Instance) -> None:
    wordpress.set_options(
        temoin_hosts="googletagmanager.com necessary\nyoutube.com marketing:youtube\nown.example x"
    )
    asked = ["www.googletagmanager.com/gtag/js?id=1", "www.youtube.com/embed/1", "a.own.example/1"]
    got = wordpress.wp_eval(
        f'foreach ({php(asked)} as $a) echo Temoin\\WP\\Catalogue::purpose("https://$a"), " ";'
    )
    assert got == " marketing:youtube x "


def test_other_code_may_change_the_built_in_list(wordpress: Instance) -> None:
    got = wordpress.wp_eval(
        "add_filter('temoin_hosts', fn($hosts) => array('new.example' => 'statistics') + $hosts);"
        " echo Temoin\\WP\\Catalogue::purpose('https://cdn.new.example/a.js');"
    )
    assert got == "statistics"


@pytest.mark.parametrize("block", ["html", "core/embed", ""])
def test_frames_wait_in_embed_blocks_html_blocks_and_classic_text(
    wordpress: Instance, block: str
) -> None:
    html = '<iframe id="f" src="https://www.youtube.com/embed/1" width="10" height="5"></iframe>'
    frame = Markup(marked(wordpress, block, html)).by_id("f")
    assert frame.waits() == "media"
    assert frame["data-src"] == "https://www.youtube.com/embed/1"


def test_an_embeds_own_script_waits(wordpress: Instance) -> None:
    wordpress.set_options(temoin_rules=rules(unknown="media"))
    html = '<blockquote></blockquote><script async src="https://widgets.example/w.js"></script>'
    found = [t for t in Markup(marked(wordpress, "embed", html)).all("script") if t.waits()]
    assert [t["src"] for t in found] == ["https://widgets.example/w.js"]


def test_own_frames_and_data_blocks_are_left(wordpress: Instance) -> None:
    html = (
        f'<iframe id="own" src="{wordpress.url}/x/"></iframe><iframe id="blank" src="about:blank">'
        '</iframe><script id="json" type="application/ld+json" src="https://youtube.com/x"></script>'
    )
    page = Markup(marked(wordpress, "html", html))
    assert not any(
        "data-temoin" in page.by_id(name).attributes for name in ("own", "blank", "json")
    )


def test_other_html_of_a_block_keeps_every_byte(wordpress: Instance) -> None:
    html = "<p title='a \"b\"'>é &amp; <b>x</b><br/><!-- c --></p>"
    frame = '<iframe src="https://youtube.com/1"></iframe>'
    assert html in marked(wordpress, "html", html + frame)


def test_gravatars_of_commenters_wait(wordpress: Instance) -> None:
    comment = {
        "comment_post_ID": 1,
        "comment_author": "S",
        "comment_author_email": "someone@example.test",
        "comment_content": "x",
        "comment_approved": 1,
    }
    wordpress.wp_eval(f"wp_insert_comment({php(comment)});")
    page = Markup(wordpress.visitor().get("/hello-world/").text)
    avatars = [t for t in page.all("img") if "avatar" in (t["class"] or "")]
    assert avatars
    assert {t.waits() for t in avatars} == {"media"}
    assert not any("gravatar.com" in (t["srcset"] or "") for t in page.all("img"))


@pytest.mark.parametrize(("hosts", "told"), [("", True), ("third.example marketing", False)])
def test_a_held_host_gets_no_early_connection(wordpress: Instance, hosts: str, told: bool) -> None:
    """WordPress adds dns-prefetch for every enqueued host."""
    wordpress.set_options(temoin_hosts=hosts)
    wordpress.wp_eval(f"third_party_page('{THIRD}');")
    links = Markup(wordpress.visitor().get(PAGE).text).all("link")
    assert any("third.example" in (link["href"] or "") for link in links) is told


@pytest.mark.parametrize("path", ["/wp-json/wp/v2/posts?slug=marked", "/feed/"])
def test_rest_answers_and_feeds_keep_their_tags(wordpress: Instance, path: str) -> None:
    frame = '<iframe src="https://www.youtube.com/embed/1"></iframe>'
    assert frame not in marked(wordpress, "html", frame)
    assert frame in wordpress.visitor().get(path).text.replace("\\", "")


@pytest.mark.parametrize(
    "path",
    [
        "/wp-admin/",
        "/wp-admin/post-new.php",
        "/wp-login.php",
        "/?customize_changeset_uuid=4f1b7a2c-0000-4000-8000-000000000000&customize_theme=classic",
    ],
)
def test_admin_login_and_customizer_preview_keep_their_scripts(
    wordpress: Instance, path: str
) -> None:
    """A captcha on the login form must work: what is not a visitor's page is never touched."""
    wordpress.set_options(temoin_hosts="third.example marketing", third_party_origin=THIRD)
    page = Markup(wordpress.signed_in("admin").get(path).text)
    assert page.by_id("third-party-js").waits() == ""
    assert "data-temoin" not in page.by_id("third-party-js-before").attributes
