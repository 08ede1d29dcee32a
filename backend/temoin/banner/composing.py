"""What a visitor is served: built code and one revision in one language, compressed once.

Everything depends on site, revision, language, regime and build alone. Where a site has one regime
the same bytes go to every visitor, and any cache may keep them (V23, WEB-14).
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import brotli

from temoin.banner.frameworks import gpp_config, has_tcf, standard_names, tcf_config
from temoin.banner.group import with_scope
from temoin.banner.look import CROSS, rules_of_look
from temoin.banner.naming import with_contact, with_controller
from temoin.banner.running import running_config, running_texts
from temoin.banner.signals import interfaces_of
from temoin.banner.texts import wordings
from temoin.banner.vendorlist import Kept
from temoin.core.errors import Unavailable
from temoin.core.regime import Mode, Regime
from temoin.core.text import direction
from temoin.purposes.facts import in_banner
from temoin.sites.published import PublishedSite

BUILT = Path(__file__).parent / "static"
MIN_COMPRESSED = 200
# The panel tells who receives what; by which addresses is of use to the rules alone.
SHOWN_OF_VENDOR = ("key", "name", "policy", "controller", "cookies")


@dataclass(frozen=True, slots=True)
class Variants:
    """One script in the three codings a browser may ask for; `etag` is that of the content."""

    identity: bytes
    gzip: bytes
    brotli: bytes
    etag: str


@cache
def built(name: str) -> bytes:
    """A file of the snippet's build. Raises Unavailable when the build was never run."""
    try:
        return (BUILT / name).read_bytes()
    except OSError as error:
        raise Unavailable(f"{name} was not built", hint="run `make build`") from error


def compress(content: bytes) -> Variants:
    """All codings of a script."""
    return Variants(
        identity=content,
        gzip=gzip.compress(content, 9, mtime=0),
        brotli=brotli.compress(content, quality=11),
        etag=hashlib.sha256(content).hexdigest()[:24],
    )


def first_layer(
    site: PublishedSite,
    language: str,
    base_url: str,
    regime: Regime,
    vendors: Kept | None = None,
    *,
    is_gpc: bool = False,
) -> bytes:
    """The script behind `/t/<key>.js`; what vendors are told comes first (GCM-01, TCF-02).

    `vendors` is the vendor list, where the site uses it; `is_gpc` whether the request said no to
    sale (GPC-01).
    """
    heard = {"gpc": True} if is_gpc else {}
    told = interfaces_of(site, vendors)
    signals = _closed(told, "signals.js") if told else b""
    tally = _closed(tally_config(site, base_url, regime), "tally.js") if site.is_counted else b""
    config = first_layer_config(site, language, base_url, regime, vendors) | heard
    banner = _banner(site, config, "temoin.js" if regime.waits else "running.js")
    gpp = gpp_config(site)
    parts = _closed(gpp | heard, "gpp.js") if gpp else b""
    return signals + parts + _tcf_stub(site, language, base_url, vendors) + tally + banner


def _banner(site: PublishedSite, config: dict[str, Any], name: str) -> bytes:
    """The banner's own code; it waits for a choice that is on its way from another domain."""
    if not site.shares_choice:
        return _closed(config, name)
    hosts = {"hosts": site.document.raw["domains"]}
    code = b"const $first=()=>{" + built(name) + b"};" + built("handover.js")
    return _enclosed(config | hosts, code)


def _tcf_stub(site: PublishedSite, language: str, base_url: str, vendors: Kept | None) -> bytes:
    """The interface of IAB Europe's framework, where it is on."""
    # Without a list there is nothing to say: then the interface is not there either (TCF-01).
    if not has_tcf(site) or vendors is None:
        return b""
    version = hashlib.sha256(tcf(site, language, vendors)).hexdigest()[:12]
    module = f"/t/{site.key}/tcf.js?l={language}&v={version}"
    return _closed({"origin": base_url, "module": module}, "stub.js")


def panel(site: PublishedSite, language: str, regime: Regime) -> bytes:
    """The module with the second layer, loaded when it is wanted."""
    return module(panel_config(site, language, regime), "panel.js")


def gate() -> bytes:
    """The module that lets tags in, loaded when one is allowed; the same for every site."""
    return built("gate.js")


def embeds(site: PublishedSite, language: str) -> bytes:
    """The module with what stands in for frames that wait, loaded when a page has one."""
    return module(embeds_config(site, language), "embeds.js")


def policy(site: PublishedSite, language: str, base_url: str) -> bytes:
    """The module that shows the published cookie policy, loaded when a page has a place for it."""
    return module(policy_config(site, language, base_url), "policy.js")


def tcf(site: PublishedSite, language: str, vendors: Kept) -> bytes:
    """The module that answers for IAB Europe's framework, loaded by its stub."""
    return module(tcf_config(site, language, vendors), "tcf.js")


def first_layer_config(
    site: PublishedSite, language: str, base_url: str, regime: Regime, vendors: Kept | None = None
) -> dict[str, Any]:
    """What the first layer needs, in one language and under one regime."""
    document = site.document.raw
    texts = {
        **wordings(language)["banner"],
        **_own_texts(site, language),
        **running_texts(site, language, regime),
    }
    body = with_controller(texts["body"], document, language)
    texts["body"] = with_scope(site, language, body)
    if regime.waits:
        del texts["close"]  # only the line that asks nothing can be closed and ask again
    look = rules_of_look(document)
    if regime.has_cross or document["cross"]:
        # Never the owner's: what closing means has to be said (CNIL-11).
        texts["cross"] = wordings(language)["banner"]["cross"]
        look += CROSS
    else:
        texts.pop("cross")
    texts["more"] = _with_count(texts["more"], document, language)
    # One for all modules: the snippet makes the other addresses from the panel's.
    later = panel(site, language, regime) + embeds(site, language) + gate()
    later += policy(site, language, base_url)
    version = hashlib.sha256(later).hexdigest()[:12]
    under = "" if regime.waits else f"&r={regime.key}"
    return {
        "key": site.key,
        "origin": base_url,
        "revision": site.number,
        "lang": language,
        "dir": direction(language),
        "regime": regime.key,
        "days": regime.choice_days,
        # An objection is never asked about again; a consent is once it does not cover everything.
        "since": site.asked_since if regime.mode is Mode.OPT_IN else 0,
        **running_config(regime),
        **({"arm": site.arm} if site.arm else {}),
        **({"headless": True} if document["headless"] else {}),
        "purposes": [
            {
                "key": purpose["key"],
                "title": site.document.said(purpose, "title", language),
                "text": _text(site, purpose, language, vendors),
            }
            for purpose in site.document.asked
        ],
        "vendors": [f"{purpose}:{vendor}" for vendor, purpose in site.offer.vendors.items()],
        "texts": texts,
        "position": document["theme"]["position"],
        "look": look,
        "panel": f"/t/{site.key}/panel.js?l={language}&v={version}{under}",
    }


def tally_config(site: PublishedSite, base_url: str, regime: Regime) -> dict[str, Any]:
    """What counts of the banner are told apart by."""
    return {
        "origin": base_url,
        "site": site.key,
        "revision": site.number,
        "arm": site.arm,
        "regime": regime.key,
    }


def panel_config(site: PublishedSite, language: str, regime: Regime) -> dict[str, Any]:
    """What the second layer needs, in one language and under one regime."""
    document, texts = site.document.raw, wordings(language)
    intro = texts["panel" if regime.waits else "running"]["intro"]
    intro = with_scope(site, language, intro)
    return {
        "lang": language,
        "dir": direction(language),
        "purposes": [
            {
                "key": purpose["key"],
                "title": site.document.said(purpose, "title", language),
                "text": site.document.said(purpose, "text", language),
                "detail": site.document.said(purpose, "detail", language),
                "vendors": [
                    {name: vendor[name] for name in SHOWN_OF_VENDOR}
                    for vendor in purpose["vendors"]
                ],
            }
            for purpose in site.document.asked
        ],
        "necessary": texts["necessary"],
        "texts": {**texts["panel"], "intro": with_contact(intro, document, language)},
        "policy": document["policy_url"].get(language),
    }


def embeds_config(site: PublishedSite, language: str) -> dict[str, Any]:
    """What stands in for a frame says from whom it is and for what."""
    purposes, texts = site.document.asked, wordings(language)
    return {
        "lang": language,
        "dir": direction(language),
        "purposes": {one["key"]: site.document.said(one, "title", language) for one in purposes},
        "vendors": {
            vendor["key"]: {"name": vendor["name"], "policy": vendor["policy"]}
            for purpose in purposes
            for vendor in purpose["vendors"]
        },
        "texts": {**texts["embeds"], "policy": texts["panel"]["policy"]},
    }


def policy_config(site: PublishedSite, language: str, base_url: str) -> dict[str, Any]:
    """Where the policy is, and the words beside it."""
    texts = wordings(language)
    words = {**texts["banner"], **_own_texts(site, language)}
    return {
        "lang": language,
        "dir": direction(language),
        "hosted": f"{base_url}/p/{site.key}/cookies",
        "texts": {"link": texts["panel"]["cookies"], "open": words["reopen"]},
    }


def module(config: dict[str, Any], name: str) -> bytes:
    """A file of the build that is loaded on demand, with its configuration."""
    return b"const $T=" + _literal(config) + b";" + built(name)


def _closed(config: dict[str, Any], name: str) -> bytes:
    """A part with its configuration, which shares no name with another or with the page."""
    return _enclosed(config, built(name))


def _enclosed(config: dict[str, Any], code: bytes) -> bytes:
    return b"(()=>{const $T=" + _literal(config) + b";" + code + b"})();"


def _with_count(label: str, document: dict[str, Any], language: str) -> str:
    """The link to the list of recipients says how many they are (CNIL-09)."""
    asked = in_banner(document["purposes"])
    count = len({vendor["name"] for one in asked for vendor in one["vendors"]})
    return f"{label} · {wordings(language)['panel']['vendors']} ({count})" if count else label


def _text(site: PublishedSite, purpose: dict[str, Any], language: str, vendors: Kept | None) -> str:
    """A purpose's sentence, and what the framework calls it where that is on (TCF-11)."""
    text = site.document.said(purpose, "text", language)
    if vendors is None or not has_tcf(site):
        return text
    names = standard_names(site, language, vendors, purpose["key"])
    return f"{text} ({'; '.join(names)})" if names else text


def _own_texts(site: PublishedSite, language: str) -> dict[str, str]:
    """The owner's own wording, where it is not empty."""
    own = site.document.raw["texts"].get(language, {})
    return {name: value for name, value in own.items() if value}


def _literal(config: dict[str, Any]) -> bytes:
    """JSON that may also stand inside an inline script: no `<` closes anything."""
    text = json.dumps(config, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return safe.encode()
