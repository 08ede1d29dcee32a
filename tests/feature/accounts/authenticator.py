"""An authenticator app for tests, and the forms that its codes are written into."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pyotp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from temoin.accounts import second_factor
from temoin.accounts.models import User
from temoin.accounts.second_factor import STEP_MS, NewFactor
from temoin.web.services import Services
from tests.feature.people import PAGE, PASSWORD, Browser, value_in

PATH = "/account/second-factor"


@dataclass
class Authenticator:
    """An app with one secret, whose clock is that of the service."""

    secret: str
    services: Services
    recovery_codes: list[str] = field(default_factory=list)

    @classmethod
    def switched_on(cls, services: Services, user: User) -> Authenticator:
        """The app of a user who set it up a while ago."""
        made = cls(second_factor.new_secret(), services)
        made.recovery_codes = second_factor.switch_on(services, user, NewFactor(made.secret, 0))
        return made

    def code(self, steps: int = 0) -> str:
        """What it shows now, or so many steps of 30 s later."""
        at_step = self.services.now_ms() // STEP_MS + steps
        return pyotp.TOTP(self.secret).generate_otp(at_step)

    def wrong_code(self) -> str:
        """Six digits that it does not show around now."""
        shown = {self.code(steps) for steps in range(-2, 3)}
        return next(digit * 6 for digit in "0123456789" if digit * 6 not in shown)


def set_up_form(browser: Browser, services: Services) -> dict[str, str]:
    """Open the page and read its secret into an app; gives the fields that confirm it."""
    page = browser.get(PATH)
    app = Authenticator(value_in(page, "secret").replace(" ", ""), services)
    sealed = re.search(r'name="set_up" value="([^"]+)"', page.text)
    assert sealed
    return {"set_up": sealed[1], "code": app.code(), "current": PASSWORD}


def set_up(browser: Browser, services: Services, **change: str) -> TestResponse:
    """Open the page and confirm; what is passed replaces a field."""
    return browser.post(f"{PATH}/on", **{**set_up_form(browser, services), **change})


def codes_in(reply: TestResponse) -> list[str]:
    """The recovery codes that a page shows."""
    found = re.search(r'<pre id="codes"[^>]*>([^<]*)</pre>', reply.text)
    assert found, "no recovery codes in the page"
    return found[1].split()


def send_code(
    client: FlaskClient, code: str = "", recovery: str = "", peer: str = "127.0.0.1"
) -> TestResponse:
    """Send one of the two forms of the second step, from a peer's address."""
    sent = {"recovery": recovery} if recovery else {"code": code}
    return client.post(
        "/login/code", data=sent, headers=PAGE, environ_overrides={"REMOTE_ADDR": peer}
    )
