"""Classes of user agents: never the string itself, only family, system and kind of device."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from ua_parser import Domain, Parser
from ua_parser.loaders import load_lazy_builtins
from ua_parser.regex import Resolver

_BOT = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|facebookexternalhit|preview|monitor|lighthouse|pingdom|scanner",
    re.IGNORECASE,
)
_TABLET = re.compile(r"ipad|tablet|kindle|silk|android(?!.*mobile)", re.IGNORECASE)
_PHONE = re.compile(r"mobi|iphone|ipod", re.IGNORECASE)


@cache
def _parser() -> Parser:
    """Browsers and systems only: models of devices are never asked for and take 14 MiB."""
    browsers, systems, _ = load_lazy_builtins()
    return Parser(Resolver((browsers, systems, [])))


@dataclass(frozen=True, slots=True)
class AgentClass:
    """Coarse class of a browser: `device` is desktop, phone or tablet."""

    browser: str
    system: str
    device: str
    is_bot: bool


@lru_cache(maxsize=4096)
def classify(user_agent: str) -> AgentClass:
    """The class of a user agent string; cached because a site's visitors share a few hundred."""
    result = _parser()(user_agent[:512], Domain.USER_AGENT | Domain.OS)
    browser = result.user_agent.family if result.user_agent else "other"
    system = result.os.family if result.os else "other"
    return AgentClass(browser, system, _device(user_agent), bool(_BOT.search(user_agent)))


def _device(user_agent: str) -> str:
    if _TABLET.search(user_agent):
        return "tablet"
    return "phone" if _PHONE.search(user_agent) else "desktop"
