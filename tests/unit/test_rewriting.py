"""`rewrite`: tags of others wait, everything else stays byte for byte."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.core.hosts import Rules
from temoin.rewriting.holding import Held
from temoin.rewriting.marking import rewrite

RULES = Rules(
    {
        "automatic": True,
        "unknown": "marketing",
        "own": ["shop.example"],
        "free": ["js.pay.example", "consent.example"],
        "services": [
            {"key": "count", "purpose": "statistics", "hosts": ["tag.count.example"]},
            {"key": "ads", "purpose": "marketing", "hosts": ["ads.example/pixel", "*.ads.example"]},
            {"key": "film", "purpose": "media", "hosts": ["film.example"]},
        ],
    }
)
COUNT = "https://tag.count.example/t.js"
INLINE = f"s.src='{COUNT}?id='+i"

HELD = {
    f'<script src="{COUNT}"></script>': (
        f'<script type="text/plain" data-temoin="statistics:count" src="{COUNT}"></script>'
    ),
    f'<script async nonce=n integrity="x" crossorigin type="module" src={COUNT}></script>': (
        '<script type="text/plain" data-temoin="statistics:count" data-type="module" async nonce=n'
        f' integrity="x" crossorigin src={COUNT}></script>'
    ),
    f"<SCRIPT\r\n  type='text/javascript'\r\n\tSRC='{COUNT}'></SCRIPT>": (
        '<SCRIPT type="text/plain" data-temoin="statistics:count"\r\n '
        f"\r\n\tSRC='{COUNT}'></SCRIPT>"
    ),
    '<script type="text/javascript"src=//new.example/a.js></script>': (
        '<script type="text/plain" data-temoin="marketing" src=//new.example/a.js></script>'
    ),
    f"<script>{INLINE}</script>": (
        f'<script type="text/plain" data-temoin="statistics:count">{INLINE}</script>'
    ),
    "<script>h='.ads.example/x'; k(\"www.ads.example/y.js\")</script>": (
        '<script type="text/plain" data-temoin="marketing:ads">'
        "h='.ads.example/x'; k(\"www.ads.example/y.js\")</script>"
    ),
    '<iframe width="560" src="https://film.example/1"></iframe>': (
        '<iframe data-temoin="media:film" width="560" data-src="https://film.example/1"></iframe>'
    ),
    '<iframe src="//film.example/1" src=//film.example/2></iframe>': (
        '<iframe data-temoin="media:film" data-src="//film.example/1"></iframe>'
    ),
    '<iframe class="a lazyload b" src="/wait" data-src="//film.example/1?a&amp;b"></iframe>': (
        '<iframe data-temoin="media:film" data-src="//film.example/1?a&amp;b" class="a b"></iframe>'
    ),
    "<img data-src=b data-lazy-src=//film.example/p src=data:, srcset=/a>": (
        '<img data-temoin="media:film" data-src="//film.example/p" data-srcset=/a>'
    ),
    f'<iframe srcdoc="&lt;script src={COUNT}>&lt;/script>"></iframe>': (
        '<iframe data-temoin="statistics:count"'
        f' data-srcdoc="&lt;script src={COUNT}>&lt;/script>"></iframe>'
    ),
    '<img src="/a.png" srcset="/b.png 1x,https://film.example/c.png 2x">': (
        '<img data-temoin="media:film" data-src="/a.png"'
        ' data-srcset="/b.png 1x,https://film.example/c.png 2x">'
    ),
    "<img src=//new.example/p height=1 width=1>": (
        '<img data-temoin="marketing" data-src=//new.example/p height=1 width=1>'
    ),
    '<img style="display:none" src=//new.example/p>': (
        '<img data-temoin="marketing" style="display:none" data-src=//new.example/p>'
    ),
    "<noscript><img src=https://ads.example/pixel?x><p>Hi</p></noscript>": (
        '<noscript><template data-temoin="marketing:ads"><img src=https://ads.example/pixel?x>'
        "</template><p>Hi</p></noscript>"
    ),
    f"<noscript><iframe src={COUNT}></iframe></noscript>": (
        f'<noscript><template data-temoin="statistics:count"><iframe src={COUNT}></iframe>'
        "</template></noscript>"
    ),
    "<video poster=//film.example/p><source src=//film.example/v></video>": (
        '<video data-temoin="media:film" data-poster=//film.example/p>'
        '<source data-temoin="media:film" data-src=//film.example/v></video>'
    ),
    "<audio src=//film.example/a></audio>": (
        '<audio data-temoin="media:film" data-src=//film.example/a></audio>'
    ),
    "<embed src=//film.example/a>": '<embed data-temoin="media:film" data-src=//film.example/a>',
    "<object data=//film.example/a></object>": (
        '<object data-temoin="media:film" data-data=//film.example/a></object>'
    ),
    '<link rel="dns-prefetch" href="//tag.count.example">': (
        '<link data-temoin="statistics:count" rel="dns-prefetch" data-href="//tag.count.example">'
    ),
    "<link rel=StyleSheet href=//new.example/a.css>": (
        '<link data-temoin="marketing" rel=StyleSheet data-href=//new.example/a.css>'
    ),
    "<svg><style></style><script href=//new.example/a /></svg>": (
        '<svg><style></style><script type="text/plain" data-temoin="marketing"'
        " href=//new.example/a /></svg>"
    ),
}

LEFT_ALONE = [
    "<script src=/own.js></script>",
    "<script src=https://www.shop.example/own.js></script>",
    "<script src=https://consent.example/t/abc.js async></script>",
    "<script src=https://js.pay.example/v3></script>",
    f'<script type="text/plain" data-temoin="media" src={COUNT}></script>',
    f'<script data-temoin="media" src={COUNT}></script>',
    f'<script type="application/ld+json">{{"url": "{COUNT}"}}</script>',
    f'<script type="importmap">{{"imports": {{"a": "{COUNT}"}}}}</script>',
    f'<script type="text/template"><script src="{COUNT}">',
    "<script>player('https://film.example/1')</script>",
    '<script>state = {"u": "https:\\/\\/tag.count.example\\/"}</script>',
    f"<!-- <script src={COUNT}></script> -->",
    f"<!--><!-- <script src={COUNT}></script> --!>",
    f"<textarea><script src={COUNT}></script></textarea>",
    f"<title><script src={COUNT}></script></title>",
    f"<style><script src={COUNT}></script></style>",
    f"<xmp><script src={COUNT}></script></xmp>",
    f"<iframe><script src={COUNT}></script></iframe>",
    f"<template data-temoin=media><img width=1 src={COUNT}></template>",
    "<img src=https://pictures.example/a.png>",
    "<img class=lazyload src=data:, data-src=/a.png>",
    "<picture><source srcset=https://pictures.example/a.png></picture>",
    "<link rel=icon href=https://pictures.example/a.png>",
    "<link rel=canonical href=https://film.example/>",
    "<a href=https://film.example/>film</a>",
    "<iframe src=about:blank></iframe><img width=1 src=data:,>",
    f"<script src={COUNT}",
    "\ufeff<p>é\r\n\0\x85\u2028</p> <b>&amp; < <3 &lt </ div>",
]


@pytest.mark.parametrize(("before", "after"), HELD.items())
def test_tags_of_others_wait(before: str, after: str) -> None:
    """WEB-12: scripts, frames, pixels, links, media and noscript pixels."""
    around = "<!doctype html>\r\n<p>é</p>"
    assert rewrite(around + before, RULES).html == around + after


@pytest.mark.parametrize("html", LEFT_ALONE)
def test_everything_else_stays(html: str) -> None:
    assert rewrite(html, RULES).html == html
    assert rewrite(html, RULES).held == []


def test_a_comment_within_a_script_hides_its_end() -> None:
    """The script runs from the first tag to the last: `<!--<script>` opens a second level."""
    html = f"<script>x='<!--<script>';</script>';y='{COUNT}'</script><p>"
    marked = ' type="text/plain" data-temoin="statistics:count"'
    assert rewrite(html, RULES).html == html.replace("<script", f"<script{marked}", 1)


def test_what_is_held_is_told_in_the_order_of_the_page() -> None:
    html = (
        "<style>@import url('https://new.example/a.css');</style>"
        f"<img src=//pictures.example/a.png><script src={COUNT}></script><script>{INLINE}</script>"
    )
    done = rewrite(html, RULES)
    assert done.held == [
        Held("script", COUNT, "statistics", "count"),
        Held("script", "", "statistics", "count"),
    ]
    assert done.left == [
        Held("style", "https://new.example/a.css", "marketing", ""),
        Held("img", "//pictures.example/a.png", "marketing", ""),
    ]


@pytest.mark.parametrize(
    "address",
    [
        "//tag.count.example/a.js",
        "HTTPS:\\\\tag.count.example\\a.js",
        "https:tag.count.example/a.js",
        "https:////TAG.count.example./a.js",
        " \n ht\ntps://tag.cou\tnt.example/a.js ",
        "https://user:pass@tag.count.example:443/a.js",
        "https://tag%2Ecount.example/a.js",
        "&#104;ttps://tag.count.example/a.js",
    ],
)
def test_addresses_are_read_the_way_browsers_read_them(address: str) -> None:
    """WEB-12: an odd spelling is no way around."""
    (held,) = rewrite(f'<script src="{address}"></script>', RULES).held
    assert held.vendor == "count"


@pytest.mark.parametrize("host", ["", "a." * 200_000, "é" * 200_000, "\udc80", "[::1", "a b"])
def test_a_host_too_odd_to_read_belongs_to_nobody_known(host: str) -> None:
    """WEB-12: unknown means refuse, and no spelling takes long."""
    (held,) = rewrite(f'<script src="https://{host}/a.js"></script>', RULES).held
    assert (held.purpose, held.vendor) == ("marketing", "")


def test_an_inline_script_may_name_a_port() -> None:
    html = "<script>load('//www.ads.example:8443/y.js')</script>"
    assert [held.vendor for held in rewrite(html, RULES).held] == ["ads"]


def test_relative_addresses_start_at_the_base_of_the_page() -> None:
    html = '<base href="https://tag.count.example/"><script src="t.js"></script>'
    assert [held.vendor for held in rewrite(html, RULES).held] == ["count"]


def test_a_mark_cannot_leave_its_attribute() -> None:
    key = '"><b>'
    service = {"key": key, "purpose": "x", "hosts": ["tag.count.example"]}
    raw = {"automatic": True, "unknown": "", "own": [], "free": [], "services": [service]}
    done = rewrite(f"<script src={COUNT}></script>", Rules(raw))
    assert f'data-temoin="{escape(f"x:{key}")}"' in done.html


def test_nothing_is_held_when_the_site_says_so() -> None:
    raw = {"automatic": False, "unknown": "marketing", "own": [], "free": [], "services": []}
    html = f"<script src={COUNT}></script>"
    assert rewrite(html, Rules(raw)).html == html


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "shift_jis", "utf-16"])
def test_bytes_keep_their_encoding(encoding: str) -> None:
    text = "ソ" if encoding == "shift_jis" else "é"
    before, after = next(iter(HELD.items()))
    html = f"<p>{text}</p>{before}<p>{text}</p>"
    assert rewrite(html.encode(encoding), RULES).html == html.replace(before, after).encode(
        encoding
    )


PIECES = [
    *HELD,
    *LEFT_ALONE,
    *(
        "<svg>",
        "</svg>",
        "<math>",
        "<table>",
        "<select>",
        "<p>",
        "<b>",
        "<template>",
        "</template>",
    ),
    *("<noscript>", "</noscript>", "<script>", "</script>", "<style>", "<title>", "<iframe>"),
    *("<!--", "-->", "<![CDATA[", "]]>", "<plaintext>", "<frameset>", "<head>", "</body>", "<"),
    *(">", '"', "'", "/", "=", " ", "\r", "\n", "src=//new.example/", "width=1", "type=module"),
    *("\0", "\ud800", "\udc80", "data-temoin", '<img src=a src="//new.example" width=1'),
]
pages = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=25).map("".join)


@given(pages)
def test_twice_is_once_and_leaves_nothing_to_hold(html: str) -> None:
    """WEB-12: hostile and malformed pages never raise, and a second look finds nothing."""
    once = rewrite(html, RULES)
    twice = rewrite(once.html, RULES)
    assert twice.html == once.html
    assert twice.held == []
    assert once.held or once.html == html


@given(st.binary(max_size=60), st.sampled_from(list(HELD)), st.binary(max_size=60))
def test_no_byte_around_a_tag_is_lost(before: bytes, tag: str, after: bytes) -> None:
    html = before + tag.encode() + after
    done = rewrite(html, RULES).html
    assert done.startswith(before)
    assert done.endswith(after)


inert = st.text(st.characters(exclude_characters="<"), max_size=30)


@given(st.lists(st.tuples(inert, st.sampled_from(list(HELD))), max_size=8), inert)
def test_what_is_not_held_stays_byte_for_byte(parts: list[tuple[str, str]], end: str) -> None:
    before = "".join(text + tag for text, tag in parts) + end
    after = "".join(text + HELD[tag] for text, tag in parts) + end
    assert rewrite(before, RULES).html == after
