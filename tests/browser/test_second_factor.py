"""The second factor in a real browser: set up from the page, then signed in with (R22, GDPR-16)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.dashboard import Login, Reader, axe_findings, demo, reading

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATH = "/account/second-factor"
READERS = [
    pytest.param("en", {"viewport": {"width": 1440, "height": 900}}, id="desktop"),
    pytest.param(
        "fr", {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}, id="phone-dark"
    ),
]


@pytest.fixture
def login(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Login]:
    with demo(tmp_path_factory.mktemp("demo")) as found:
        yield found


def check(reader: Reader, page: Page) -> None:
    """A11Y-14, R23: the page as it is shown now."""
    page.wait_for_load_state("networkidle")
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert reader.blocked() == []


def next_code(secret: str) -> str:
    """The code of the step to come, which the service takes already: no code works twice."""
    return pyotp.TOTP(secret).at(int(time.time()) + 30)


@pytest.mark.parametrize(("language", "screen"), READERS)
def test_from_setting_up_to_signing_in(
    chromium: Browser, login: Login, language: str, screen: dict[str, Any]
) -> None:
    """R22: set up, signed out, in with the code, out, in with a recovery code, switched off."""
    with reading(chromium, login, language, **screen) as reader:
        page = reader.open(PATH)
        check(reader, page)
        secret = page.inner_text("#secret").replace(" ", "")
        page.fill("[name=code]", pyotp.TOTP(secret).now())
        page.fill("[name=current]", login.password)
        page.click(f"form[action='{PATH}/on'] button")
        recovery = page.inner_text("#codes").split()
        check(reader, page)

        page.click("form[action='/logout'] button")
        sign_in(page, login)
        page.wait_for_url("**/login/code")
        check(reader, page)
        page.fill("[name=code]", next_code(secret))
        page.click("button.button-primary")
        page.wait_for_url(login.url + "/")

        page.click("form[action='/logout'] button")
        sign_in(page, login)
        page.click("summary")
        page.fill("[name=recovery]", recovery[0])
        check(reader, page)
        page.click("details button")
        page.wait_for_url(login.url + "/")

        page = reader.open(PATH)
        check(reader, page)
        page.fill("[name=current]", login.password)
        page.fill("[name=code]", recovery[1])
        page.click(f"[formaction='{PATH}/off']")
        page.wait_for_url("**/account?done=factor_off")
        check(reader, page)
        assert reader.troubles == []


def sign_in(page: Page, login: Login) -> None:
    """The first step."""
    page.fill("[name=email]", login.email)
    page.fill("[name=password]", login.password)
    page.click("main button[type=submit]")
