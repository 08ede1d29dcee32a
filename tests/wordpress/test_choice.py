"""`POST /wp-json/temoin/v1/choice`: what the site's own server keeps and deletes, for whom."""

from __future__ import annotations

import json
import time
from http.cookies import SimpleCookie

import pytest

from tests.wordpress.conftest import KNOWN_ONLY
from tests.wordpress.instance import Answer, Instance
from tests.wordpress.markup import Markup

pytestmark = pytest.mark.wordpress

ROUTE = "/wp-json/temoin/v1/choice"
LIFE_S = 182 * 86400
GRANT = f"{'aB3_' * 12}.statistics"
RECORD = "0198c0de-0000-7000-8000-000000000001"
NAMES = {"statistics:mine": ["sid", "sid_*"], "marketing:ads": ["ad", "shared"]}


def now() -> int:
    return int(time.time())


def value(at: int | None = None, **fields: str) -> str:
    """A cookie as the snippet writes it; statistics alone granted unless said otherwise."""
    said = {"preferences": "false", "statistics": "true", "marketing": "false", **fields}
    pairs = [f"{name.replace('__', ':')}={text}" for name, text in said.items() if text]
    return "&".join([*pairs, "revision=3", f"at={now() if at is None else at}"])


def ask(wordpress: Instance, cookie: str, **more: str) -> Answer:
    """A page of the site asks the route with this cookie header."""
    headers = {"Origin": wordpress.url, "Sec-Fetch-Site": "same-origin", "Cookie": cookie}
    headers |= {name.replace("_", "-"): text for name, text in more.items()}
    given = {name: text for name, text in headers.items() if text}
    return wordpress.visitor().post(ROUTE, {}, given)


def kept(answer: Answer) -> SimpleCookie:
    """The cookies that an answer sets."""
    cookies: SimpleCookie = SimpleCookie()
    for line in answer.set_cookies:
        cookies.load(line)
    return cookies


def test_the_tag_names_the_route_and_a_script_asks_it(wordpress: Instance) -> None:
    page = Markup(wordpress.visitor().get("/").text)
    assert page.by_id("temoin-js")["data-choice"] == wordpress.url + ROUTE
    assert "/assets/choice.js" in str(page.by_id("temoin-choice-js")["src"])
    wordpress.set_options(temoin_site_key="")
    assert "choice.js" not in wordpress.visitor().get("/").text
    assert ask(wordpress, f"eu-consent={value()}").status == 404


def test_a_choice_is_set_again_for_the_rest_of_its_life(wordpress: Instance) -> None:
    """CNIL-12: six months from the choice, however often the route is asked."""
    at = now() - 100 * 86400
    text = value(at, id=RECORD, grant=GRANT)
    answer = ask(wordpress, f"a=b; eu-consent={text}")
    assert (answer.status, answer.text) == (204, "")
    assert "no-store" in answer.headers["Cache-Control"]
    cookie = kept(answer)["eu-consent"]
    assert sorted(cookie.value.split("&")) == sorted(text.split("&"))
    assert LIFE_S - 100 * 86400 - 60 < int(cookie["max-age"]) <= LIFE_S - 100 * 86400
    assert (cookie["path"], cookie["samesite"], cookie["domain"]) == ("/", "Lax", "")
    assert not cookie["httponly"]
    assert not cookie["secure"]


def test_a_no_where_purposes_run_lasts_longer_than_a_year(wordpress: Instance) -> None:
    """As the regime's pack says; the snippet itself ends it by the pack's own days."""
    cookie = kept(ask(wordpress, f"eu-consent={value()}&regime=us-ca"))["eu-consent"]
    assert cookie.value.endswith("&regime=us-ca")
    assert 399 * 86400 < int(cookie["max-age"]) <= 400 * 86400


def test_a_clock_that_is_ahead_gains_no_life(wordpress: Instance) -> None:
    cookie = kept(ask(wordpress, f"eu-consent={value(now() + 3600)}"))["eu-consent"]
    assert int(cookie["max-age"]) <= LIFE_S


def test_on_https_the_cookie_is_secure(wordpress: Instance) -> None:
    """Behind a proxy that ends TLS, WordPress itself may not know; the page's origin does."""
    origin = wordpress.url.replace("http:", "https:")
    assert kept(ask(wordpress, f"eu-consent={value()}", Origin=origin))["eu-consent"]["secure"]


def test_a_refusal_carries_no_identifier(wordpress: Instance) -> None:
    """REC-07: even when the browser sent one."""
    text = value(statistics="false", id=RECORD, grant=GRANT)
    answered = kept(ask(wordpress, f"eu-consent={text}"))["eu-consent"].value
    assert "statistics=false" in answered
    assert not {"id", "grant"} & {pair.split("=")[0] for pair in answered.split("&")}


@pytest.mark.parametrize(
    "spelling", ["statistics__mine=false", "statistics%3Amine=false", "statistics:mine=false"]
)
def test_a_refused_recipient_is_kept_in_one_spelling(wordpress: Instance, spelling: str) -> None:
    text = f"{value()}&{spelling.replace('__', ':')}"
    answered = kept(ask(wordpress, f"eu-consent={text}"))["eu-consent"].value
    assert "statistics:mine=false" in answered.split("&")


@pytest.mark.parametrize(
    "bad",
    [
        *("", "true", "at=1", "eu-consent", "statistics=maybe&revision=1&at={now}"),
        *("revision=1&at={now}", "statistics=true&at={now}", "statistics=true&revision=1"),
        *("statistics=true&revision=1&at={old}", "statistics=true&revision=1&at={far}"),
        "statistics=true&revision=1&at={now}&statistics=false",
        "statistics=true&revision=1&at={now}&statistics:mine=true",
        "statistics=true&revision=1&at={now}&Evil=true",
        "statistics=true&revision=1&at={now}&id=%0d%0aSet-Cookie:%20x=y",
        "statistics=true&revision=1&at={now}&grant=<script>",
        "statistics=true&revision=1&at={now}&{long}",
    ],
)
def test_anything_else_than_a_choice_in_force_sets_nothing(wordpress: Instance, bad: str) -> None:
    """V3: an exact shape of at most 1 kB."""
    long = "&".join(f"p{number}=true" for number in range(200))
    text = bad.format(now=now(), old=now() - LIFE_S - 1, far=now() + 2 * 86400, long=long)
    answer = ask(wordpress, f"eu-consent={text}" if text else "")
    assert answer.status == 400
    assert answer.set_cookies == []


FOREIGN = {
    "another site": {"Origin": "https://evil.example", "Sec_Fetch_Site": "cross-site"},
    "another site, old browser": {"Origin": "https://evil.example", "Sec_Fetch_Site": ""},
    "a subdomain": {"Sec_Fetch_Site": "same-site"},
    "an address typed": {"Sec_Fetch_Site": "none"},
    "no origin": {"Origin": ""},
    "a sandboxed frame": {"Origin": "null"},
    "a lookalike": {"Origin": "http://127.0.0.1.evil.example", "Sec_Fetch_Site": ""},
}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_other_sites_get_nowhere(wordpress: Instance, headers: dict[str, str]) -> None:
    answer = ask(wordpress, f"eu-consent={value()}", **headers)
    assert answer.status in {401, 403}
    assert answer.set_cookies == []


def test_the_body_counts_for_nothing(wordpress: Instance) -> None:
    """What nobody can send from elsewhere is the visitor's own cookie."""
    headers = {"Origin": wordpress.url, "Cookie": f"eu-consent={value()}"}
    forged = {"eu-consent": value(marketing="true"), "marketing": "true", "names": "keep"}
    answer = wordpress.visitor().post(ROUTE, forged, headers)
    assert set(kept(answer)) == {"eu-consent"}
    assert "marketing=false" in kept(answer)["eu-consent"].value


@pytest.mark.parametrize("role", ["subscriber", "editor", "admin"])
def test_signed_in_or_not_it_is_the_same(wordpress: Instance, role: str) -> None:
    visitor = wordpress.signed_in(role)
    session = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.jar)
    answer = ask(wordpress, f"{session}; eu-consent={value()}")
    assert answer.status == 204
    assert set(kept(answer)) == {"eu-consent"}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_it_can_only_be_posted_to(wordpress: Instance, method: str) -> None:
    answer = wordpress.visitor().get(ROUTE, {"Cookie": f"eu-consent={value()}"}, method)
    assert answer.status == 404
    assert answer.set_cookies == []


def deleted(
    wordpress: Instance, sent: str, text: str, names: dict[str, list[str]] = NAMES
) -> set[str]:
    """Names of the cookies that are deleted when all these are sent with a choice."""
    rules = {**json.loads(KNOWN_ONLY), "cookies": names}
    wordpress.set_options(temoin_rules=json.dumps(rules))
    answer = ask(wordpress, f"{sent}; eu-consent={text}")
    gone = {name for name, cookie in kept(answer).items() if cookie["max-age"] == "0"}
    assert set(kept(answer)) == gone | {"eu-consent"}
    return gone


def test_cookies_of_refused_recipients_are_deleted_by_name(wordpress: Instance) -> None:
    """CNIL-15, SAN-10: those that no script can see, too; nothing that is not declared."""
    sent = "sid=1; sid_ab.c=2; ad=3; shared=4; other=5; sidx=6"
    none = value(statistics="false")
    assert deleted(wordpress, sent, none) == {"sid", "sid_ab.c", "ad", "shared"}
    assert deleted(wordpress, sent, value()) == {"ad", "shared"}
    assert deleted(wordpress, sent, value(marketing="true")) == set()
    but_one = value(marketing="true") + "&statistics:mine=false"
    assert deleted(wordpress, sent, but_one) == {"sid", "sid_ab.c"}


def test_what_an_allowed_recipient_keeps_too_stays(wordpress: Instance) -> None:
    names = {**NAMES, "statistics:mine": ["shared"]}
    assert deleted(wordpress, "shared=1; ad=2", value(), names) == {"ad"}


def test_wordpress_never_loses_a_cookie_of_its_own(wordpress: Instance) -> None:
    """Whatever a document declares."""
    own = ["wordpress_logged_in_x", "wp-settings-1", "wp_lang", "comment_author_x", "PHPSESSID"]
    names = {"marketing:ads": [*own, "wordpress_*", "eu-consent", "temoin_id", "*"]}
    sent = "; ".join(f"{name}=1" for name in [*own, "temoin_id", "anything"])
    assert deleted(wordpress, sent, value(), names) == set()


def test_a_cookie_for_the_whole_domain_is_deleted_there_too(wordpress: Instance) -> None:
    rules = {**json.loads(KNOWN_ONLY), "cookies": NAMES}
    wordpress.set_options(temoin_rules=json.dumps(rules))
    where = {"Host": "www.shop.example:81", "Origin": "http://www.shop.example:81"}
    answer = ask(wordpress, f"ad=1; eu-consent={value()}", **where)
    lines = [line for line in answer.set_cookies if line.startswith("ad=")]
    assert [line.partition("domain=")[2].split(";")[0] for line in lines] == [
        *("", "www.shop.example", "shop.example")
    ]
