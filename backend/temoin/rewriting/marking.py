"""`rewrite`: the page with every tag marked that must wait for a choice."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import AnyStr, Generic, NamedTuple

from temoin.rewriting.address import Target, target
from temoin.rewriting.holding import JUDGED, LATE, LOADS, LOADS_LATE, AsksRules, Held, Judge
from temoin.rewriting.reading import SPACE, Span, Tag, occurrences, tags

_PLAIN_TYPES = frozenset(("", "text/javascript"))
# By these, scripts that load late find what they load.
_LATE_CLASSES = frozenset(("lazyload", "lazyloading", "lazy", "lazy-hidden"))
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class Rewritten(NamedTuple, Generic[AnyStr]):
    """The page, what was held in it, and what loads from others although nothing holds it."""

    html: AnyStr
    held: list[Held]
    left: list[Held]


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def rewrite(html: AnyStr, rules: AsksRules) -> Rewritten[AnyStr]:
    """The page with third-party tags held back; all that is not held stays byte for byte.

    The same for every visitor, and doing it twice changes nothing more. Never raises for malformed
    HTML. Bytes may be in any encoding that extends ASCII, or UTF-16 with its mark.
    """
    if isinstance(html, str):
        return _rewrite(html, rules)
    encoding, errors = _encoding(html)
    done = _rewrite(html.decode(encoding, errors), rules)
    return Rewritten(done.html.encode(encoding, errors), done.held, done.left)


def _rewrite(text: str, rules: AsksRules) -> Rewritten[str]:
    found = sorted(tags(text), key=lambda tag: tag.start)
    judge = Judge(rules, _base(found))
    held: list[Held] = []
    left: list[Held] = []
    edits: list[_Edit] = []
    for tag in found:
        verdict = judge.held(tag, text) if tag.name in JUDGED else None
        if verdict:
            held.append(verdict)
            edits += _hold(tag, verdict, text)
        else:
            left += judge.left(tag, text)
    return Rewritten(_apply(edits, text), held, left)


def _encoding(html: bytes) -> tuple[str, str]:
    """An encoding that gives the same bytes back, whatever they are, and how to treat errors."""
    name = _UTF_16.get(html[:2])
    if name and len(html) % 2 == 0:
        return name, "surrogatepass"
    return "utf-8", "surrogateescape"


def _base(found: list[Tag]) -> Target | None:
    addresses = (
        tag.attributes["href"] for tag in found if tag.name == "base" and "href" in tag.attributes
    )
    return target(next(addresses, ""))


def _hold(tag: Tag, held: Held, text: str) -> Iterator[_Edit]:
    purpose = f"{held.purpose}:{held.vendor}" if held.vendor else held.purpose
    mark = f'data-temoin="{escape(purpose)}"'
    if tag.name == "script":
        yield from _hold_script(tag, mark, text)
    elif tag.is_in_noscript and (tag.name == "img" or (tag.name == "iframe" and tag.content)):
        # No script runs there that could ever release it, so the pixel is put where nothing loads.
        yield _Edit(tag.start.start, tag.start.start, f"<template {mark}>")
        yield _Edit(tag.end, tag.end, "</template>")
    else:
        yield from _hold_load(tag, mark, text)


def _hold_script(tag: Tag, mark: str, text: str) -> Iterator[_Edit]:
    # Of an attribute written twice the first counts, so ours come first.
    kind = tag.attributes.get("type", "")
    kept = "" if kind.strip().lower() in _PLAIN_TYPES else f' data-type="{escape(kind)}"'
    yield _Edit(tag.name_end, tag.name_end, f' type="text/plain" {mark}{kept}')
    if "type" in tag.places:
        yield _drop(tag.places["type"], text)


def _hold_load(tag: Tag, mark: str, text: str) -> Iterator[_Edit]:
    late = [name for name in LATE if tag.attributes.get(name)] if tag.name in LOADS_LATE else []
    added = f" {mark}"
    if late:
        added += f' data-src="{escape(tag.attributes[late[-1]])}"'
        yield from _take_back_late(tag, text)
    for name in LOADS[tag.name]:
        if name not in tag.places or (late and name == "src"):
            continue
        places = occurrences(tag, name, text)
        if len(places) == 1 and f"data-{name}" not in tag.attributes:
            yield _Edit(places[0].start, places[0].start, "data-")
        else:
            added += f' data-{name}="{escape(tag.attributes[name])}"'
            yield from (_drop(place, text) for place in places)
    yield _Edit(tag.name_end, tag.name_end, added)


def _take_back_late(tag: Tag, text: str) -> Iterator[_Edit]:
    """What another script would put back, whatever the visitor chose, is hidden from it.

    The stand-in that the tag has in `src` meanwhile goes.
    """
    for name in ("src", *LATE):
        yield from (_drop(place, text) for place in occurrences(tag, name, text))
    classes = tag.attributes.get("class", "").split()
    if not _LATE_CLASSES.isdisjoint(classes):
        kept = " ".join(name for name in classes if name not in _LATE_CLASSES)
        yield _Edit(*tag.places["class"], f'class="{escape(kept)}"')


def _drop(place: Span, text: str) -> _Edit:
    """Takes an attribute out, with the space before it where that joins no others."""
    start, end = place
    is_apart = text[start - 1] in SPACE and text[end] in f"{SPACE}/>"
    return _Edit(start - 1 if is_apart else start, end, "")


def _apply(edits: list[_Edit], text: str) -> str:
    pieces: list[str] = []
    done = 0
    for start, end, new in sorted(edits):
        pieces += text[done:start], new
        done = max(done, end)
    return "".join((*pieces, text[done:]))
