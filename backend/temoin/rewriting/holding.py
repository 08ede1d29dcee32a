"""What each tag of a page waits for, by the site's rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from temoin.core.hosts import Rule
from temoin.rewriting.address import Target, target
from temoin.rewriting.reading import Tag, tags

# Attributes that make a tag load something.
LOADS = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src", "srcdoc"),
    "img": ("src", "srcset"),
    "link": ("href", "imagesrcset"),
    "object": ("data",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
}

# Where scripts that load late keep the address of a frame or picture until they put it back.
LATE = ("data-src", "data-lazy-src", "data-litespeed-src", "data-orig-src")
LOADS_LATE = frozenset(("iframe", "img"))

JUDGED = frozenset((*LOADS, "script"))

# Pages within pages that are looked into.
_DEEPEST = 3

# Links that make the browser ask for something, or get ready to.
_ASKS = frozenset(
    (
        *("dns-prefetch", "modulepreload", "preconnect", "prefetch", "preload", "prerender"),
        "stylesheet",
    )
)

# https://mimesniff.spec.whatwg.org/#javascript-mime-type: other types are data and never run.
_JAVASCRIPT = frozenset(
    (
        *("application/ecmascript", "application/javascript", "application/x-ecmascript"),
        *("application/x-javascript", "text/ecmascript", "text/javascript", "text/jscript"),
        *("text/livescript", "text/x-ecmascript", "text/x-javascript"),
        *(f"text/javascript1.{minor}" for minor in range(6)),
    )
)

# An address, or a string that begins with a host; JSON that escapes its slashes is data.
_NAMED = re.compile(
    r"""(?://|["'`]\.?(?=[a-z0-9-]+\.))([a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]+)?)(/[^\s"'`<>\\]*)?""",
    re.IGNORECASE,
)

# A script that only names embedded content must go on running.
_SHOWN = "media"

_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^\s"')]+)""", re.IGNORECASE)
_CANDIDATE = re.compile(r"\s+|(?<!,),+(?=https?:|//)", re.IGNORECASE)
_SMALL = re.compile(r"\s*0*[01](?:\.0*)?(?:px)?\s*", re.IGNORECASE)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:width|height)\s*:\s*[01]px", re.IGNORECASE
)


class Held(NamedTuple):
    """A tag that waits; `vendor` is empty when nobody named it."""

    tag: str
    url: str
    purpose: str
    vendor: str


class AsksRules(Protocol):
    """The rules, as far as pages are concerned."""

    def held(self, host: str, path: str = "/") -> Rule | None:
        """The rule that holds this address back, None when it may load."""


class Judge:
    """Says under which rule a tag is held."""

    def __init__(self, rules: AsksRules, base: Target | None, depth: int = 0) -> None:
        self._rules = rules
        self._base = base
        self._depth = depth

    def held(self, tag: Tag, text: str) -> Held | None:
        """What holds this tag back, None when it stays as it is."""
        if "data-temoin" in tag.attributes:
            return None
        if tag.name == "script":
            return self._script(tag, text)
        if tag.name == "link" and not _ASKS & set(tag.attributes.get("rel", "").lower().split()):
            return None
        found = self._first(tag.name, self._addresses(tag), knows_all=not _is_picture(tag))
        return found or self._inner(tag.attributes.get("srcdoc", ""))

    def left(self, tag: Tag, text: str) -> Iterator[Held]:
        """What loads from others although nothing holds it: plain images, imports of a style."""
        if tag.name == "style" and tag.content:
            found = iter(_IMPORT.findall(text, *tag.content))
        elif _is_picture(tag) and "data-temoin" not in tag.attributes:
            found = self._addresses(tag)
        else:
            return
        for url in found:
            held = self._first(tag.name, [url], knows_all=True)
            if held:
                yield held

    def _script(self, tag: Tag, text: str) -> Held | None:
        if not _runs(tag):
            return None
        # The last two are those of scripts within SVG.
        names = [name for name in ("src", "href", "xlink:href") if name in tag.attributes]
        if names:
            return self._first("script", (tag.attributes[name] for name in names), knows_all=True)
        if not tag.content:
            return None  # browsers do not run what has no end
        for match in _NAMED.finditer(text, *tag.content):
            where = target(f"//{match[1]}{match[2] or ''}")
            rule = self._rules.held(*where) if where else None
            if rule and rule.vendor and rule.purpose != _SHOWN:
                return Held("script", "", *rule)
        return None

    def _addresses(self, tag: Tag) -> Iterator[str]:
        late = LATE if tag.name in LOADS_LATE else ()
        for name in (*LOADS[tag.name], *late):
            value = tag.attributes.get(name, "")
            if name.endswith("srcset"):
                yield from (url.strip(",") for url in _CANDIDATE.split(value))
            elif name != "srcdoc":
                yield value

    def _inner(self, page: str) -> Held | None:
        """What holds back a page within the page, as a whole: nothing in it is released alone."""
        if not page or self._depth == _DEEPEST:
            return None
        judge = Judge(self._rules, self._base, self._depth + 1)
        found = (judge.held(tag, page) for tag in tags(page) if tag.name in JUDGED)
        return next((held._replace(tag="iframe") for held in found if held), None)

    def _first(self, name: str, urls: Iterable[str], *, knows_all: bool) -> Held | None:
        for url in urls:
            where = target(url, self._base)
            rule = self._rules.held(*where) if where else None
            if rule and (rule.vendor or knows_all):
                return Held(name, url, *rule)
        return None


def _runs(tag: Tag) -> bool:
    kind = tag.attributes.get("type")
    if kind is None:
        language = tag.attributes.get("language", "")
        kind = f"text/{language}" if language else ""
    kind = kind.strip("\t\n\f\r ").lower()
    return kind in {"", "module"} or kind in _JAVASCRIPT


def _is_picture(tag: Tag) -> bool:
    """Whether it is an image to be seen: those of unknown hosts stay, pixels do not."""
    given = tag.attributes
    if tag.name == "source":
        return "src" not in given
    return tag.name == "img" and not (
        "hidden" in given
        or any(_SMALL.fullmatch(given.get(side, "")) for side in ("width", "height"))
        or _UNSEEN.search(given.get("style", ""))
    )
