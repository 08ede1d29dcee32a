"""Classes of user agents."""

from __future__ import annotations

import pytest

from temoin.core.useragent import classify

CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) {}/156.0.0.0 {}Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "device", "browser"),
    [
        (CHROME.format("Windows NT 10.0; Win64; x64", "Chrome", ""), "desktop", "Chrome"),
        (
            CHROME.format("Linux; Android 15; Pixel 9", "Chrome", "Mobile "),
            "phone",
            "Chrome Mobile",
        ),
        (CHROME.format("Linux; Android 15; SM-X710", "Chrome", ""), "tablet", "Chrome"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148", "phone", None),
        ("", "desktop", "other"),
    ],
)
def test_device_and_family_are_all_that_is_known(
    user_agent: str, device: str, browser: str | None
) -> None:
    """GDPR-01: a coarse class, never the string."""
    found = classify(user_agent)
    assert found.device == device
    assert browser in (None, found.browser)


@pytest.mark.parametrize(
    ("user_agent", "is_bot"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("facebookexternalhit/1.1", True),
        ("AhrefsBot/7.0", True),
        (CHROME.format("X11; Linux x86_64", "HeadlessChrome", ""), False),
        ("python-requests/2.32", False),
        ("Mozilla/5.0 (Linux; Android 14; Cubot Note 50) Chrome/130 Mobile", False),
    ],
)
def test_declared_robots_are_told_apart(user_agent: str, is_bot: bool) -> None:
    """A tool that does not say so is no declared robot; neither is a phone named Cubot."""
    assert classify(user_agent).is_bot is is_bot
