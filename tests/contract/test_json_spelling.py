"""The same value has many spellings in JSON, and wrong ones look nearly right: both doors agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from temoin.consent import views as consent
from temoin.ingest import views as ingest
from temoin.web.services import Services
from tests.contract.test_two_doors import HEADERS, Doors, named

Body = Callable[..., dict[str, Any]]
NUMBERS = [
    "1", "1.0", "1e0", "10e-1", "1E+0", "-0", "-0.0", "0.0", "01", "1.", ".5", "+1", "1e400",
    "-1e400", "2147483647", "2147483648", "2147483647.0", "9007199254740993", "1e18", "1e19",
    "9223372036854775808", "18446744073709551616", "123456789012345678901e2", "9" * 400,
    "NaN", "Infinity", "-Infinity", "0x1", "1_0", "true", "null", '"1"',
]  # fmt: skip
TEXTS = [
    r'"\ud800"', r'"\udc00"', r'"\ud800\udc00"', r'"\udc00\ud800"', r'"\ud800x"', r'"\u0000"',
    r'"a\u0000b"', r'"\x41"', r'"\a"', '"\t"', '"\n"', '"\x7f"', r'"\u007f"', '"\u2028"', '"é"',
    r'"\u00e9"', '"unfinished', "'single'", '""', '"\U0001f600"', r'"\ud83d\ude00"',
    '"' + "a" * 3000 + '"', '"' + "é" * 40 + '"', r'"https:\/\/shop.example\/a"',
    '"HTTPS://SHOP.EXAMPLE/"', '"https://shop.example:443/"', '"https://user:pw@shop.example/"',
    '"https://shop.example:99999/"', '"https://[::1]/"', '"https://[/"', '"//shop.example/"',
]  # fmt: skip
SHAPES = [
    "[]", "{}", "[[]]", '{"a":1}', '{"statistics":true}', '{"statistics":1}', "{'a':1}", "[1,]",
    '{"a":1,}', '{"statistics":true,"statistics":false}', "/*x*/1", "[" * 600 + "]" * 600,
    '{"a":' * 600 + "1" + "}" * 600, '{"\\ud800":true}', '{"":true}', '{"a\\u0000":1}',
]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(NUMBERS),
    st.sampled_from(TEXTS),
    st.sampled_from(SHAPES),
    st.integers().map(str),
    st.floats().map(repr),
    st.text(max_size=40).map(json.dumps),
    st.text(st.characters(categories=["Cs", "Cc", "Lo"]), max_size=4).map(json.dumps),
)
NAMES = st.sampled_from([
    "site", "key", "action", "purposes", "revision", "lang", "source", "page", "vendors", "grant",
    "name", "url", "referrer", "visitor", "props", "id", "Site", "k\\u0065y", "\\ud800", "",
])  # fmt: skip
BETWEEN = st.sampled_from(["", " ", "\n", "\t\r\n ", "\ufeff", "\u00a0", "\x0b", "//x\n"])
AROUND = st.sampled_from(["", " ", "\n", "\ufeff", "x", ",", "}", "\x00", "[]", "\u00a0"])


@st.composite
def spellings(draw: st.DrawFn, body: dict[str, Any]) -> bytes:
    """A valid body in which up to three fields are replaced, spelled by hand."""
    fields = {json.dumps(name)[1:-1]: json.dumps(value) for name, value in body.items()}
    for _ in range(draw(st.integers(0, 3))):
        fields[draw(NAMES)] = draw(VALUES)
    gap = draw(BETWEEN)
    text = (
        "{" + ",".join(f'{gap}"{name}"{gap}:{gap}{value}' for name, value in fields.items()) + "}"
    )
    whole = draw(AROUND) + text + draw(AROUND)
    return whole.encode("utf-8", "surrogatepass")


def agree(doors: Doors, raw: bytes) -> int:
    """The status that both doors give; fails when they differ."""
    native, flask = doors.native(raw, HEADERS), doors.flask(raw, HEADERS)
    once = {200: 201}  # the second one meets the record of the first
    assert once.get(native.status, native.status) == once.get(flask.status_code, flask.status_code)
    assert native.status < 500
    if native.status >= 400:
        # An empty name is shown as `_` by the one, as it is by the other.
        assert {name or "_" for name in named(native.body)} <= {
            name or "_" for name in named(flask.data)
        }
    return native.status


@pytest.mark.parametrize("module", [consent, ingest], ids=["consent", "event"])
def test_both_doors_judge_every_spelling_alike(
    module: Any, app: Flask, services: Services, choice: Body, page_view: Body
) -> None:
    """ASVS 1.5.3, R16: floats for integers, repeated names, surrogates, odd whitespace, depth."""
    doors = Doors(app, services, module)
    make = choice if module is consent else page_view
    statuses: set[int] = set()

    @settings(
        max_examples=700,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(data=st.data())
    def hold(data: st.DataObject) -> None:
        statuses.add(agree(doors, data.draw(spellings(make()))))

    hold()
    assert {400, 422} < statuses


FIELDS = [
    (consent, "revision"), (consent, "purposes"), (consent, "page"), (consent, "vendors"),
    (consent, "grant"), (ingest, "props"), (ingest, "visitor"), (ingest, "referrer"),
    (ingest, "name"), (ingest, "grant"),
]  # fmt: skip


@pytest.mark.parametrize(
    "place", FIELDS, ids=lambda place: f"{place[0].__name__.split('.')[1]}-{place[1]}"
)
def test_both_doors_judge_a_value_alike_in_every_field(
    place: tuple[Any, str], app: Flask, services: Services, choice: Body, page_view: Body
) -> None:
    """R16: each odd value once in each field that could take it."""
    module, field = place
    doors = Doors(app, services, module)
    for value in (*NUMBERS, *TEXTS, *SHAPES):
        body = (choice if module is consent else page_view)()
        body.pop(field, None)
        raw = json.dumps(body)[:-1] + f',"{field}":{value}}}'
        agree(doors, raw.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("module", [consent, ingest], ids=["consent", "event"])
def test_a_name_said_twice_is_never_taken_more_freely_by_the_fast_door(
    module: Any, app: Flask, services: Services, choice: Body, page_view: Body
) -> None:
    """ASVS 1.5.3: the last one counts at both; the fast one also refuses a wrong first one."""
    doors = Doors(app, services, module)
    make = choice if module is consent else page_view
    for name in make():
        for first in ("1", '"x"', "null", json.dumps(make()[name])):
            raw = (f'{{"{name}":{first},' + json.dumps(make())[1:]).encode()
            native, flask = doors.native(raw, HEADERS), doors.flask(raw, HEADERS)
            assert flask.status_code < 400
            assert native.status in (201, 202, 422)
