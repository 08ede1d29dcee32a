"""The tags of a page with their places in the source text, as the HTML standard finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from turbohtml import Element, Namespace, parse, parse_fragment

# What may hold a request back or out; everything else in a page is left alone.
_NAMES = (
    *("audio", "base", "embed", "iframe", "img", "link", "noscript", "object"),
    *("script", "source", "style", "template", "video"),
)
SPACE = "\t\n\f\r "
_TAG_NAME = re.compile(rf"<[^{SPACE}/>]+")
_ATTRIBUTE = re.compile(
    rf"""([^{SPACE}/>][^{SPACE}/>=]*)(?:[{SPACE}]*=[{SPACE}]*("[^"]*"|'[^']*'|[^{SPACE}>]*))?"""
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Span(NamedTuple):
    """A piece of the source text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tag:
    """One start tag and what belongs to it.

    `name_end` is where the tag's name ends; `content` is what stands between start and end tag,
    None when the source has no end tag for it. `attributes` are decoded.
    """

    name: str
    attributes: Mapping[str, str]
    places: Mapping[str, Span]
    start: Span
    name_end: int
    content: Span | None
    end: int
    is_in_noscript: bool


def tags(text: str) -> Iterator[Tag]:
    """The tags of interest in the order of the tree, each once.

    Never raises for malformed HTML. What stands in a template that is held already is left out.
    """
    view = _view(text)
    document = parse(
        view, source_locations=True, scripting=True, allow_declarative_shadow_roots=False
    )
    yield from _walk(document.iter_elements(_NAMES), view, 0, is_in_noscript=False)


def occurrences(tag: Tag, name: str, text: str) -> list[Span]:
    """All places of an attribute: of one written twice the first counts, until it is gone."""
    return [
        Span(*found.span())
        for found in _ATTRIBUTE.finditer(text, tag.name_end, tag.start.end - 1)
        if found[1].lower() == name
    ]


def _walk(
    elements: Iterator[Element], view: str, shift: int, *, is_in_noscript: bool
) -> Iterator[Tag]:
    held_until = -1
    for element in elements:
        tag = _tag(element, view, shift, is_in_noscript)
        if tag is None or tag.start.start < held_until:
            continue
        if tag.name == "template":
            if "data-temoin" in tag.attributes:
                held_until = tag.end if tag.content else len(view)
        elif tag.name != "noscript":
            yield tag
        elif element.namespace is Namespace.HTML and not is_in_noscript:
            yield from _without_scripts(tag, view)


def _without_scripts(noscript: Tag, view: str) -> Iterator[Tag]:
    """What browsers without scripts see in there; for all others it is text."""
    start, end = noscript.content or Span(noscript.start.end, len(view))
    inner = parse_fragment(view[start:end], source_locations=True, scripting=False)
    yield from _walk(inner.iter_elements(_NAMES), view, start, is_in_noscript=True)


def _tag(element: Element, view: str, shift: int, is_in_noscript: bool) -> Tag | None:
    found = element.source_location
    if found is None:
        return None  # the standard adds it, or repeats one that was there
    start = Span(found.start_tag.start_offset + shift, found.start_tag.end_offset + shift)
    close = found.end_tag
    name = _TAG_NAME.match(view, start.start)
    if name is None:
        return None
    return Tag(
        name=element.tag.lower(),
        attributes={key: _text(value) for key, value in element.attrs.items()},
        places={
            key: Span(place.start_offset + shift, place.end_offset + shift)
            for key, place in found.attrs.items()
        },
        start=start,
        name_end=name.end(),
        content=Span(start.end, close.start_offset + shift) if close else None,
        end=close.end_offset + shift if close else start.end,
        is_in_noscript=is_in_noscript,
    )


def _text(value: str | list[str] | None) -> str:
    return value if isinstance(value, str) else " ".join(value or ())


def _view(text: str) -> str:
    """The text in the same length as the parser takes it.

    It folds line ends, which would shift its offsets, and refuses lone surrogates.
    """
    view = text.replace("\r\n", " \n").replace("\r", "\n")
    return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", view)
