"""Who may see on a page what waits there: whom the dashboard gave a link, for an hour."""

from __future__ import annotations

from temoin.core import debug_token
from temoin.web.services import Services

PARAMETER = "temoin_debug"  # also in snippet/src/debugging.js


def debug_link(services: Services, site_key: str, domain: str) -> str:
    """The address of a site's page that shows it."""
    expires_at = services.now_ms() // 1000 + debug_token.VALID_S
    token = debug_token.sign(_secret(services), site_key, expires_at)
    return f"https://{domain}/?{PARAMETER}={token}"


def may_debug(services: Services, site_key: str, token: str) -> bool:
    """Whether this token lets a page of the site show it now."""
    now_s = services.now_ms() // 1000
    return debug_token.is_valid(_secret(services), site_key, token, now_s)


def _secret(services: Services) -> bytes:
    return services.derived_secret("debug")
